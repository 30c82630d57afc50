import {
  type ChecksumAlgorithm,
  combineChecksums,
  type ListedPart,
  type NewObject,
  type ObjectStore,
  type PartBody,
  precedesBody,
  type StoredPart,
  toPartNumber,
  type UploadRef,
  type WholeObject,
} from "@penstock/core";
import { afterEach, beforeEach } from "vitest";
import { checksumOf } from "../checksum-of.ts";

export type StoreUnderTest = {
  readonly store: ObjectStore;
  /** The bytes of an object, past the store's own interface. */
  read(key: string): Promise<Uint8Array>;
  close(): Promise<void>;
};

/** For calls that nobody interrupts. */
export const signal = new AbortController().signal;

/** A store for each test of the surrounding `describe`, and what the tests do with it over and over. */
export function useStore(open: () => Promise<StoreUnderTest>): StoreScenario {
  const scenario = new StoreScenario(open);
  beforeEach(async () => await scenario.open());
  afterEach(async () => await scenario.close());
  return scenario;
}

export class StoreScenario {
  readonly #open: () => Promise<StoreUnderTest>;
  #subject: StoreUnderTest | undefined;

  constructor(open: () => Promise<StoreUnderTest>) {
    this.#open = open;
  }

  async open(): Promise<void> {
    this.#subject = await this.#open();
  }

  async close(): Promise<void> {
    await this.#subject?.close();
    this.#subject = undefined;
  }

  get store(): ObjectStore {
    return this.#current.store;
  }

  get algorithm(): ChecksumAlgorithm {
    return this.store.profile.checksum;
  }

  /** The smallest size of a part that is not the last. */
  get partBytes(): number {
    return this.store.profile.limits.minPartBytes;
  }

  async read(key: string): Promise<Uint8Array> {
    return await this.#current.read(key);
  }

  newObject(key = `conformance/${crypto.randomUUID()}`): NewObject {
    return {
      key,
      attributes: { contentType: "text/plain", metadata: { origin: "suite" } },
      token: crypto.randomUUID(),
      checksum: this.algorithm,
    };
  }

  async openUpload(object = this.newObject()): Promise<UploadRef> {
    return { key: object.key, uploadId: await this.store.initiate(object, signal) };
  }

  /** As the engine does it: the checksum goes along where the algorithm's header precedes the body. */
  bodyOf(bytes: Uint8Array): PartBody {
    const { algorithm } = this;
    const checksum = precedesBody(algorithm) ? { checksum: checksumOf(algorithm, bytes) } : {};
    return { lengthBytes: bytes.length, chunks: reusedBuffer(bytes), ...checksum };
  }

  async upload(ref: UploadRef, number: number, bytes: Uint8Array): Promise<StoredPart> {
    const body = this.bodyOf(bytes);
    return await this.store.uploadPart(ref, toPartNumber(number), body, this.algorithm, signal);
  }

  async completeWith(ref: UploadRef, bodies: readonly Uint8Array[]) {
    const parts: ListedPart[] = [];
    for (const [index, bytes] of bodies.entries()) {
      parts.push(listed(index + 1, await this.upload(ref, index + 1, bytes)));
    }
    return { parts, etag: await this.store.complete(ref, parts, this.wholeOf(bodies), signal) };
  }

  wholeOf(bodies: readonly Uint8Array[]): WholeObject {
    const { algorithm } = this;
    const checksum = combineChecksums(
      algorithm,
      bodies.map((bytes) => ({
        checksum: checksumOf(algorithm, bytes),
        lengthBytes: bytes.length,
      })),
    );
    const sizeBytes = bodies.reduce((sum, bytes) => sum + bytes.length, 0);
    return { sizeBytes, algorithm, ...(checksum === undefined ? {} : { checksum }) };
  }

  /** Two parts, of the smallest size and of some bytes. */
  twoBodies(): readonly [Buffer, Buffer] {
    return [patternOf(1, this.partBytes), patternOf(2, 1000)];
  }

  get #current(): StoreUnderTest {
    if (this.#subject === undefined) {
      throw new Error("the store is there only while a test runs");
    }
    return this.#subject;
  }
}

/** Bytes of a part that tell which part they are of. */
export function patternOf(number: number, lengthBytes: number): Buffer {
  return Buffer.alloc(lengthBytes, `part ${number};`);
}

export function listed(number: number, { etag }: StoredPart): ListedPart {
  return { number: toPartNumber(number), etag, sizeBytes: 0 };
}

/** Yields every chunk in the same buffer, as readers do: a store that keeps a chunk sees it change. */
export async function* reusedBuffer(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  const buffer = Buffer.alloc(256 * 1024);
  for (let at = 0; at < bytes.length; at += buffer.length) {
    const chunk = bytes.subarray(at, at + buffer.length);
    buffer.set(chunk);
    yield buffer.subarray(0, chunk.length);
    buffer.fill(0xee);
  }
}

/** Compared as a whole: a difference of megabytes is no use on a screen. */
export function same(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
