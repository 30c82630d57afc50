import {
  type ChecksumAlgorithm,
  canCombine,
  type ETag,
  type ListedPart,
  type NewObject,
  type ObjectHead,
  type ObjectStore,
  type OpenUpload,
  type PartBody,
  type PartNumber,
  PenstockError,
  type StoredPart,
  type StoreProfile,
  toPartNumber,
  type UploadId,
  type UploadRef,
  type WholeObject,
} from "@penstock/core";
import { MemoryObjectStore } from "@penstock/testkit";
import { request, type Trip } from "./request.ts";
import type { Ground, SimProcess } from "./sim-process.ts";
import { completeTrip, headTrip, type StoreTroubles, storeTrip } from "./store-trips.ts";

/** Of what is put. */
const ONLY_PART = toPartNumber(1);

/** Sees what takes effect, at the moment when it does. */
export type StoreWatch = StoreTroubles & {
  readonly onInitiate: (object: NewObject, uploadId: UploadId) => void;
  readonly onSlice: (signal: AbortSignal) => void;
  /** @param number what begins to be sent; undefined once it ends */
  readonly onSending: (signal: AbortSignal, number: PartNumber | undefined) => void;
  readonly onComplete: (upload: UploadRef) => void;
  readonly onAbort: (upload: UploadRef) => void;
  readonly onVisible: (key: string) => void;
  /** Whether what the store corrupts by itself can be found out. */
  readonly mayCorrupt: (key: string) => boolean;
  readonly onCorrupted: (key: string) => void;
};

type SentPart = {
  readonly number: PartNumber;
  readonly body: PartBody;
  readonly algorithm: ChecksumAlgorithm;
  /** It takes effect once, and is answered by that. */
  readonly isPlain: boolean;
};

const USUAL_MS = 15;
/** Two Completes within this are at work at once. */
const COMPLETE_MS = 5000;

/** One bucket behind a network. Whatever reaches it does so at one instant. */
export class SimStore {
  readonly truth: MemoryObjectStore;
  readonly #ground: Ground;
  readonly #watch: StoreWatch;
  /** When the newest Complete of an upload was sent. */
  readonly #completesMs = new Map<UploadId, number>();
  #throttlesUntilMs = 0;

  constructor(profile: StoreProfile, ground: Ground, watch: StoreWatch) {
    this.truth = new MemoryObjectStore(profile, ground.scheduler);
    this.#ground = ground;
    this.#watch = watch;
  }

  throttle(forMs: number): void {
    this.#throttlesUntilMs = this.#ground.scheduler.nowMs() + forMs;
  }

  port(process: SimProcess): ObjectStore {
    const { truth } = this;
    const send = <Result>(
      what: string,
      key: string,
      effect: (isPlain: boolean) => Promise<Result>,
      signal: AbortSignal,
    ) => {
      const trip = this.#trip(what, key);
      const isPlain = trip.failure === undefined && trip.effectsMs.length === 1;
      return request(process, {
        what: `store.${what} ${key}`,
        trip,
        effect: () => effect(isPlain),
        signal,
      });
    };
    return {
      profile: truth.profile,
      initiate: (object, signal) =>
        send("initiate", object.key, () => this.#initiate(object), signal),
      uploadPart: (upload, number, body, algorithm, signal) =>
        this.#sending(number, body, signal, (bytes) => {
          const effect = (isPlain: boolean) =>
            this.#takePart(upload, { number, body: bytes, algorithm, isPlain });
          return send(`part ${number}`, upload.key, effect, signal);
        }),
      copyPart: (upload, number, source, algorithm, signal) =>
        send(
          `copy ${number}`,
          upload.key,
          () => truth.copyPart(upload, number, source, algorithm, LIVE),
          signal,
        ),
      complete: (upload, parts, whole, signal) =>
        this.#complete(process, upload, { parts, whole }, signal),
      abort: (upload, signal) => send("abort", upload.key, () => this.#abort(upload), signal),
      listParts: (upload, signal) =>
        send("listParts", upload.key, () => this.#listParts(upload), signal),
      listUploads: (prefix, signal) =>
        listed(send("listUploads", prefix, () => this.#listUploads(prefix), signal)),
      put: (object, body, signal) =>
        this.#sending(ONLY_PART, body, signal, (bytes) =>
          send("put", object.key, (isPlain) => this.#put(object, bytes, isPlain), signal),
        ),
      copyObject: (copy, signal) =>
        send("copy", copy.object.key, () => truth.copyObject(copy, LIVE), signal),
      head: (key, algorithm, signal) =>
        request<ObjectHead | undefined>(process, {
          what: `store.head ${key}`,
          trip: headTrip(process, this.#trip("head", key)),
          effect: () => truth.head(key, algorithm, LIVE),
          signal,
        }),
    };
  }

  #trip(what: string, key: string): Trip {
    const isThrottling = this.#ground.scheduler.nowMs() < this.#throttlesUntilMs;
    return storeTrip(this.#ground, { what, key, usualMs: USUAL_MS, isThrottling }, this.#watch);
  }

  async #initiate(object: NewObject): Promise<UploadId> {
    const uploadId = await this.truth.initiate(object, LIVE);
    this.#watch.onInitiate(object, uploadId);
    return uploadId;
  }

  /** Takes in the bytes as the process gives them, and only then does the request travel. */
  async #sending(
    number: PartNumber,
    body: PartBody,
    signal: AbortSignal,
    send: (bytes: PartBody) => Promise<StoredPart>,
  ): Promise<StoredPart> {
    this.#watch.onSending(signal, number);
    try {
      const bytes = new Uint8Array(body.lengthBytes);
      let filled = 0;
      for await (const chunk of body.chunks) {
        this.#watch.onSlice(signal);
        bytes.set(chunk.subarray(0, bytes.length - filled), filled);
        filled += chunk.length;
      }
      if (filled !== body.lengthBytes) {
        throw new PenstockError("source-length-wrong", `${filled} bytes were to be sent`);
      }
      return await send({ ...body, chunks: inOnePiece(bytes) });
    } finally {
      this.#watch.onSending(signal, undefined);
    }
  }

  /** Only what is answered is corrupted, for only a response can tell. */
  async #takePart(
    upload: UploadRef,
    { number, body, algorithm, isPlain }: SentPart,
  ): Promise<StoredPart> {
    const { swarm } = this.#ground;
    const mayCorrupt = isPlain && this.#isOpen(upload);
    if (mayCorrupt && swarm.strikes("a part is corrupted on its way")) {
      this.#watch.onTrouble(upload.key);
      const corrupted = { ...body, chunks: inOnePiece(await corrupt(body)) };
      return this.truth.uploadPart(upload, number, corrupted, algorithm, LIVE);
    }
    const isRotting = canCombine(algorithm) && this.#watch.mayCorrupt(upload.key);
    if (mayCorrupt && isRotting && swarm.strikes("the store corrupts a part")) {
      this.#watch.onCorrupted(upload.key);
      return this.#rot(upload, number, body, algorithm);
    }
    return this.truth.uploadPart(upload, number, body, algorithm, LIVE);
  }

  /** The store got the right bytes, says so, and then keeps others. */
  async #rot(
    upload: UploadRef,
    number: PartNumber,
    body: PartBody,
    algorithm: ChecksumAlgorithm,
  ): Promise<StoredPart> {
    const { checksum } = await this.truth.uploadPart(upload, number, body, algorithm, LIVE);
    const { lengthBytes } = body;
    const corrupted: PartBody = { lengthBytes, chunks: inOnePiece(await corrupt(body)) };
    const { etag } = await this.truth.uploadPart(upload, number, corrupted, algorithm, LIVE);
    return { etag, ...(checksum !== undefined && { checksum }) };
  }

  #isOpen({ uploadId }: UploadRef): boolean {
    return this.truth.openUploads.some((open) => open.uploadId === uploadId);
  }

  async #complete(
    process: SimProcess,
    upload: UploadRef,
    { parts, whole }: { readonly parts: readonly ListedPart[]; readonly whole: WholeObject },
    signal: AbortSignal,
  ): Promise<ETag> {
    const { key, uploadId } = upload;
    const nowMs = this.#ground.scheduler.nowMs();
    const isAlone = nowMs - (this.#completesMs.get(uploadId) ?? -COMPLETE_MS) >= COMPLETE_MS;
    this.#completesMs.set(uploadId, nowMs);
    const sent = { key, trip: this.#trip("complete", key), isAlone };
    const { trip, onSuccess } = completeTrip(this.#ground, sent, this.#watch);
    const effect = async () => {
      const etag = await this.#join(upload, parts, whole);
      if (onSuccess !== undefined) {
        throw onSuccess;
      }
      return etag;
    };
    return request(process, { what: `store.complete ${key}`, trip, effect, signal });
  }

  async #join(upload: UploadRef, parts: readonly ListedPart[], whole: WholeObject): Promise<ETag> {
    this.#watch.onComplete(upload);
    const etag = await this.truth.complete(upload, parts, whole, LIVE);
    this.#watch.onVisible(upload.key);
    return etag;
  }

  async #abort(upload: UploadRef): Promise<void> {
    this.#watch.onAbort(upload);
    const isOpen = this.#isOpen(upload);
    if (!(isOpen && this.#ground.swarm.strikes("a part survives an abort"))) {
      await this.truth.abort(upload, LIVE);
    }
  }

  async #listParts(upload: UploadRef): Promise<readonly ListedPart[]> {
    const parts = await this.truth.listParts(upload, LIVE);
    if (parts.length === 0 || !this.#ground.swarm.strikes("the store does not list a part")) {
      return parts;
    }
    const hidden = Math.floor(this.#ground.random.unit() * parts.length);
    return parts.filter((_, index) => index !== hidden);
  }

  async #listUploads(prefix: string): Promise<readonly OpenUpload[]> {
    const found: OpenUpload[] = [];
    for await (const upload of this.truth.listUploads(prefix, LIVE)) {
      found.push(upload);
    }
    return found;
  }

  async #put(object: NewObject, body: PartBody, isPlain: boolean): Promise<StoredPart> {
    const mayCorrupt = isPlain && body.lengthBytes > 0;
    const isCorrupted = mayCorrupt && this.#ground.swarm.strikes("a part is corrupted on its way");
    if (isCorrupted) {
      this.#watch.onTrouble(object.key);
      this.#watch.onCorrupted(object.key);
    }
    const chunks = isCorrupted ? inOnePiece(await corrupt(body)) : body.chunks;
    const stored = await this.truth.put(object, { ...body, chunks }, LIVE);
    this.#watch.onVisible(object.key);
    return stored;
  }
}

/** Who asked may be gone; what has reached the store takes effect all the same. */
export const LIVE: AbortSignal = new AbortController().signal;

/** May be walked again, for a request that arrives twice. */
function inOnePiece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
  };
}

async function* listed(response: Promise<readonly OpenUpload[]>): AsyncGenerator<OpenUpload> {
  yield* await response;
}

/** The same bytes, but for one bit. */
async function corrupt({ chunks, lengthBytes }: PartBody): Promise<Uint8Array> {
  const bytes = new Uint8Array(lengthBytes);
  for await (const chunk of chunks) {
    bytes.set(chunk);
  }
  const at = lengthBytes >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}
