import type {
  ByteRange,
  EntryReader,
  Lister,
  OpenedObject,
  PublishedChecksum,
  SourceAttributes,
  SourceReader,
  SourceStat,
  SourceVersion,
} from "@penstock/core";
import { memoryLister } from "./memory-lister.ts";
import { memoryReader, type ReadableObject } from "./memory-reader.ts";

/** What a source says of an object of its own accord. */
export type Published = {
  readonly attributes?: SourceAttributes;
  readonly checksum?: PublishedChecksum;
};

/** A source in memory. Each `put` makes a new version, also of the same bytes. */
export class MemorySource implements SourceReader, EntryReader {
  /** False: only reads of whole objects succeed, as on a server without ranges. */
  hasRanges = true;
  readonly #objects = new Map<string, ReadableObject>();
  readonly #reader = memoryReader(
    (key) => this.#objects.get(key),
    () => this.hasRanges,
  );
  readonly lister: Lister = memoryLister(() =>
    [...this.#objects].map(([key, { bytes, etag }]) => {
      return { key, sizeBytes: bytes.length, validator: { kind: "etag", etag } };
    }),
  );
  #versions = 0;

  put(key: string, bytes: Uint8Array, published: Published = {}): void {
    this.#versions += 1;
    this.#objects.set(key, { bytes: bytes.slice(), etag: `"v${this.#versions}"`, ...published });
  }

  remove(key: string): void {
    this.#objects.delete(key);
  }

  stat(key: string, signal: AbortSignal): Promise<SourceStat> {
    return this.#reader.stat(key, signal);
  }

  read(
    key: string,
    sourceVersion: SourceVersion,
    range: ByteRange,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array> {
    return this.#reader.read(key, sourceVersion, range, signal);
  }

  open(key: string, sourceVersion: SourceVersion, signal: AbortSignal): Promise<OpenedObject> {
    return this.#reader.open(key, sourceVersion, signal);
  }
}
