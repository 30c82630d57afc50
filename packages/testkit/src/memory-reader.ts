import {
  type ByteRange,
  type EntryReader,
  endByte,
  PenstockError,
  type PublishedChecksum,
  type SourceAttributes,
  type SourceReader,
  type SourceVersion,
} from "@penstock/core";

export type ReadableObject = {
  readonly bytes: Uint8Array;
  /** A strong entity tag, quotes and all. */
  readonly etag: string;
  readonly attributes?: SourceAttributes | undefined;
  readonly checksum?: PublishedChecksum | undefined;
};

const CHUNK_BYTES = 64 * 1024;

/** Reads objects that are in memory; `find` is asked again before every chunk. */
export function memoryReader(
  find: (key: string) => ReadableObject | undefined,
  hasRanges: () => boolean = () => true,
): SourceReader & EntryReader {
  const look = (key: string): ReadableObject => {
    const object = find(key);
    if (object === undefined) {
      throw new PenstockError("source-missing", `there is no source ${key}`);
    }
    return object;
  };
  const lookAtVersion = (key: string, sourceVersion: SourceVersion): ReadableObject => {
    const object = look(key);
    if (sourceVersion.validator.kind !== "etag" || sourceVersion.validator.etag !== object.etag) {
      throw new PenstockError("source-changed", `the source ${key} is not the planned version`);
    }
    return object;
  };

  async function* read(
    key: string,
    sourceVersion: SourceVersion,
    range: ByteRange,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    lookAtVersion(key, sourceVersion);
    if (!hasRanges() && range.lengthBytes < sourceVersion.sizeBytes) {
      throw new PenstockError("source-range-ignored", `the source ${key} has no ranges`);
    }
    // One buffer for every chunk: a caller that keeps a chunk sees it change.
    const buffer = new Uint8Array(Math.min(CHUNK_BYTES, range.lengthBytes));
    for (let start = range.startByte; start < endByte(range); start += buffer.length) {
      signal.throwIfAborted();
      const { bytes } = lookAtVersion(key, sourceVersion);
      const chunk = bytes.subarray(start, Math.min(start + buffer.length, endByte(range)));
      buffer.set(chunk);
      yield buffer.subarray(0, chunk.length);
    }
  }

  return {
    stat: async (key, signal) => {
      signal.throwIfAborted();
      const { bytes, etag, attributes, checksum } = look(key);
      const contentEncoding = attributes?.attributes.contentEncoding;
      return {
        sourceVersion: {
          sizeBytes: bytes.length,
          validator: { kind: "etag", etag },
          ...(checksum !== undefined && { checksum }),
          ...(contentEncoding !== undefined && { contentEncoding }),
        },
        hasRanges: hasRanges(),
        ...(attributes !== undefined && { attributes }),
      };
    },
    read,
    open: async (key, sourceVersion, signal) => {
      signal.throwIfAborted();
      const { attributes } = lookAtVersion(key, sourceVersion);
      const range = { startByte: 0, lengthBytes: sourceVersion.sizeBytes };
      return {
        chunks: read(key, sourceVersion, range, signal),
        ...(attributes !== undefined && { attributes }),
      };
    },
  };
}
