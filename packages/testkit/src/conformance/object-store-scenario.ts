import {
  type ByteRange,
  type ChecksumAlgorithm,
  type CopySource,
  combineChecksums,
  type ETag,
  isPenstockError,
  type ListedPart,
  type NewObject,
  type ObjectStore,
  type OpenUpload,
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
  /** What the store calls its own bucket as the source of a copy. */
  readonly bucket: string;
  /** What the keys of everything that the suite makes begin with. At most 100 bytes. */
  readonly keyPrefix: string;
  /** The bytes of an object, past the store's own interface. */
  read(key: string): Promise<Uint8Array>;
  close(): Promise<void>;
};

/** A store behind HTTP, whose responses can be looked at. */
export type HttpStoreUnderTest = StoreUnderTest & {
  /** The headers of a HEAD of an object, names in lower case, past the store's own interface. */
  headersOf(key: string): Promise<Readonly<Record<string, string>>>;
};

/** For calls that are not interrupted. */
export const signal = new AbortController().signal;

/** A store for each test of the surrounding `describe`, and what the tests do with it over and over. */
export function useStore<Subject extends StoreUnderTest>(
  open: () => Promise<Subject>,
): StoreScenario<Subject> {
  const scenario = new StoreScenario(open);
  beforeEach(async () => await scenario.open());
  afterEach(async () => await scenario.close());
  return scenario;
}

export class StoreScenario<Subject extends StoreUnderTest = StoreUnderTest> {
  readonly #open: () => Promise<Subject>;
  #subject: Subject | undefined;
  #folder = "";

  constructor(open: () => Promise<Subject>) {
    this.#open = open;
  }

  async open(): Promise<void> {
    this.#subject = await this.#open();
    this.#folder = `${this.#subject.keyPrefix}${crypto.randomUUID()}/`;
  }

  async close(): Promise<void> {
    await this.#subject?.close();
    this.#subject = undefined;
  }

  get store(): ObjectStore {
    return this.subject.store;
  }

  get algorithm(): ChecksumAlgorithm {
    return this.store.profile.checksum;
  }

  /** The smallest size of a part that is not the last. */
  get partBytes(): number {
    return this.store.profile.limits.minPartBytes;
  }

  async read(key: string): Promise<Uint8Array> {
    return await this.subject.read(key);
  }

  /** What the keys of this test begin with. */
  get folder(): string {
    return this.#folder;
  }

  newObject(name: string = crypto.randomUUID()): NewObject {
    return {
      key: `${this.#folder}${name}`,
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

  /** An object of these bytes that has no parts. */
  async put(bytes: Uint8Array, object = this.newObject()): Promise<NewObject> {
    await this.store.put(object, this.bodyOf(bytes), signal);
    return object;
  }

  async upload(ref: UploadRef, number: number, bytes: Uint8Array): Promise<StoredPart> {
    const body = this.bodyOf(bytes);
    return await this.store.uploadPart(ref, toPartNumber(number), body, this.algorithm, signal);
  }

  /** A range of an object as it is now. */
  async copySource(key: string, range: ByteRange): Promise<CopySource> {
    const head = await this.store.head(key, this.algorithm, signal);
    return this.copySourceOf(key, range, {
      etag: head?.etag ?? "",
      sizeBytes: head?.sizeBytes ?? 0,
    });
  }

  /** A range of an object as it was once. */
  copySourceOf(
    key: string,
    range: ByteRange,
    { etag, sizeBytes }: { readonly etag: string; readonly sizeBytes: number },
  ): CopySource {
    const validator = { kind: "etag", etag: `"${etag}"` } as const;
    return { bucket: this.subject.bucket, key, range, sourceVersion: { sizeBytes, validator } };
  }

  async copy(ref: UploadRef, number: number, source: CopySource): Promise<StoredPart> {
    return await this.store.copyPart(ref, toPartNumber(number), source, this.algorithm, signal);
  }

  async openUploads(prefix: string): Promise<readonly OpenUpload[]> {
    return await collect(this.store.listUploads(prefix, signal));
  }

  async completeWith(ref: UploadRef, bodies: readonly Uint8Array[]) {
    const parts: ListedPart[] = [];
    for (const [index, bytes] of bodies.entries()) {
      parts.push(listed(index + 1, await this.upload(ref, index + 1, bytes)));
    }
    return { parts, etag: await this.complete(ref, parts, bodies) };
  }

  /**
   * As the engine does it: a response that tells nothing (Ceph 16 leaves the ETag out) is no failure
   * when the object is there.
   */
  async complete(
    ref: UploadRef,
    parts: readonly ListedPart[],
    bodies: readonly Uint8Array[],
    options: Pick<WholeObject, "forbidOverwrite"> = {},
  ): Promise<ETag> {
    try {
      const whole = { ...this.wholeOf(bodies), ...options };
      return await this.store.complete(ref, parts, whole, signal);
    } catch (error) {
      const head = isPenstockError(error, "store-response-invalid")
        ? await this.store.head(ref.key, this.algorithm, signal)
        : undefined;
      if (head === undefined) {
        throw error;
      }
      return head.etag;
    }
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

  get subject(): Subject {
    if (this.#subject === undefined) {
      throw new Error("the store is there only while a test runs");
    }
    return this.#subject;
  }
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
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
