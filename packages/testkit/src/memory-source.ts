import {
  type ByteRange,
  endByte,
  PenstockError,
  type SourcePin,
  type SourceReader,
  type SourceStat,
} from "@penstock/core";

type MemoryObject = {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly contentType: string | undefined;
};

const CHUNK_BYTES = 64 * 1024;

/** A source in memory. Each `put` makes a new version, also of the same bytes. */
export class MemorySource implements SourceReader {
  /** False: only reads of whole objects succeed, as on a server without ranges. */
  hasRanges = true;
  readonly #objects = new Map<string, MemoryObject>();
  #versions = 0;

  put(key: string, bytes: Uint8Array, contentType?: string): void {
    this.#versions += 1;
    this.#objects.set(key, { bytes: bytes.slice(), etag: `"v${this.#versions}"`, contentType });
  }

  remove(key: string): void {
    this.#objects.delete(key);
  }

  async stat(key: string, signal: AbortSignal): Promise<SourceStat> {
    signal.throwIfAborted();
    const { bytes, etag, contentType } = this.#find(key);
    return {
      pin: { sizeBytes: bytes.length, validator: { kind: "etag", etag } },
      hasRanges: this.hasRanges,
      ...(contentType === undefined ? {} : { contentType }),
    };
  }

  async *read(
    key: string,
    pin: SourcePin,
    range: ByteRange,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    this.#check(key, pin);
    if (!this.hasRanges && range.lengthBytes < pin.sizeBytes) {
      throw new PenstockError("source-range-ignored", `the source ${key} has no ranges`);
    }
    // One buffer for every chunk: a caller that keeps a chunk sees it change.
    const buffer = new Uint8Array(Math.min(CHUNK_BYTES, range.lengthBytes));
    for (let start = range.startByte; start < endByte(range); start += buffer.length) {
      signal.throwIfAborted();
      const { bytes } = this.#check(key, pin);
      const chunk = bytes.subarray(start, Math.min(start + buffer.length, endByte(range)));
      buffer.set(chunk);
      yield buffer.subarray(0, chunk.length);
    }
  }

  #find(key: string): MemoryObject {
    const object = this.#objects.get(key);
    if (object === undefined) {
      throw new PenstockError("source-missing", `there is no source ${key}`);
    }
    return object;
  }

  #check(key: string, pin: SourcePin): MemoryObject {
    const object = this.#find(key);
    if (pin.validator.kind !== "etag" || pin.validator.etag !== object.etag) {
      throw new PenstockError("source-changed", `the source ${key} is not the planned version`);
    }
    return object;
  }
}
