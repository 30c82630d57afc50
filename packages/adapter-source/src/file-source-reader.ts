import type { BigIntStats } from "node:fs";
import {
  type ByteRange,
  type EntryReader,
  endByte,
  PenstockError,
  type SourceReader,
  type SourceStat,
  type SourceVersion,
} from "@penstock/core";
import { fileError } from "./file-errors.ts";
import { checkFileVersion, filePinOf } from "./file-version.ts";
import { closeSync, openBelow, readAtOnce, statOf } from "./open-below.ts";

export type FileSourceOptions = {
  /** A folder that every worker sees under this path. Nothing outside it is read. */
  readonly root: string;
};

/** Larger reads cost no less CPU per byte, smaller ones do. */
const CHUNK_BYTES = 1024 * 1024;
/** Read whole, by one call. */
const SMALL_BYTES = 64 * 1024;

/** Files below a root. Keys are relative paths; a file is pinned by all that `filePinOf` knows of it. */
export function createFileSourceReader(options: FileSourceOptions): SourceReader & EntryReader {
  // As many as were ever in use at once: two for each range that was read at the same time.
  const freeBuffers: Buffer[] = [];
  const smallBuffers: Buffer[] = [];

  async function* read(
    key: string,
    sourceVersion: SourceVersion,
    range: ByteRange,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    const { file, stats } = await openBelow(options.root, key);
    const compare = (now: BigIntStats) => checkFileVersion(filePinOf(now), sourceVersion, key);
    try {
      compare(stats);
      const check = async () => compare(await statOf(file));
      yield* readChunks({ file, key, range, check, freeBuffers }, signal);
    } catch (error) {
      throw fileError(error, key);
    } finally {
      closeSync(file);
    }
  }

  return {
    kind: "file",

    async stat(key, signal): Promise<SourceStat> {
      signal.throwIfAborted();
      const { file, stats } = await openBelow(options.root, key);
      try {
        await checkEnd(file, stats, key);
      } catch (error) {
        throw fileError(error, key);
      } finally {
        closeSync(file);
      }
      return { sourceVersion: filePinOf(stats), hasRanges: true };
    },

    read,

    async open(key, sourceVersion, signal) {
      const { sizeBytes: lengthBytes } = sourceVersion;
      const chunks =
        lengthBytes > SMALL_BYTES
          ? read(key, sourceVersion, { startByte: 0, lengthBytes }, signal)
          : readSmall(options.root, { key, planned: sourceVersion, smallBuffers }, signal);
      return { chunks };
    },
  };
}

type SmallFile = {
  readonly key: string;
  readonly planned: SourceVersion;
  readonly smallBuffers: Buffer[];
};

/**
 * A whole small file in one read, which asks for a byte more than there should be: two chunk buffers and
 * a read ahead cost four times as much as its bytes do.
 */
async function* readSmall(
  root: string,
  { key, planned, smallBuffers }: SmallFile,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const { file, stats } = await openBelow(root, key);
  const buffer = smallBuffers.pop() ?? Buffer.allocUnsafeSlow(SMALL_BYTES + 1);
  try {
    checkFileVersion(filePinOf(stats), planned, key);
    const bytesRead = await readAtOnce(file, buffer, planned.sizeBytes + 1, 0);
    checkFileVersion(filePinOf(await statOf(file)), planned, key);
    if (bytesRead !== planned.sizeBytes) {
      throw new PenstockError(
        "source-unusable",
        `the source ${key} has ${bytesRead > planned.sizeBytes ? "more" : "fewer"} bytes than its reported size of ${planned.sizeBytes}, and it did not change: it is generated while it is read`,
      );
    }
    yield buffer.subarray(0, bytesRead);
  } catch (error) {
    throw fileError(error, key);
  } finally {
    smallBuffers.push(buffer);
    closeSync(file);
  }
}

/**
 * Reads across the announced end. Files that the kernel makes while they are read say that they have 0 or
 * 4096 bytes, whatever comes; a file that is just being written changes between two looks.
 */
async function checkEnd(file: number, stats: BigIntStats, key: string): Promise<void> {
  const sizeBytes = Number(stats.size);
  const startByte = Math.max(0, sizeBytes - 1);
  const bytesRead = await readAtOnce(file, Buffer.alloc(2), 2, startByte);
  if (startByte + bytesRead === sizeBytes) {
    return;
  }
  checkFileVersion(filePinOf(await statOf(file)), filePinOf(stats), key);
  const how = startByte + bytesRead > sizeBytes ? "more" : "fewer";
  throw new PenstockError(
    "source-unusable",
    `the source ${key} has ${how} bytes than its reported size of ${sizeBytes}: it is generated while it is read. Copy it to a regular file, and use that as the source`,
  );
}

type OpenRange = {
  readonly file: number;
  readonly key: string;
  readonly range: ByteRange;
  readonly check: () => Promise<void>;
  readonly freeBuffers: Buffer[];
};

/**
 * Reads into two buffers in turn, so that the next read runs while the caller has the current chunk.
 * The last chunk is dispatched only after the file proved to be unchanged, so that no caller ever has
 * all bytes of a range that is a mix.
 */
async function* readChunks(
  { file, key, range, check, freeBuffers }: OpenRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (range.lengthBytes === 0) {
    return;
  }
  let current = freeBuffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let other = freeBuffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let position = range.startByte;
  let ahead = readAt(file, current, range, position);
  try {
    while (position < endByte(range)) {
      const chunk = await ahead;
      signal.throwIfAborted();
      position += chunk.length;
      if (chunk.length === 0 || position === endByte(range)) {
        await check();
      }
      if (chunk.length === 0) {
        throw new PenstockError(
          "source-unusable",
          `the source ${key} ends at byte ${position}, ${endByte(range)} were planned, and it did not change`,
        );
      }
      [current, other] = [other, current];
      ahead = readAt(file, current, range, position);
      yield chunk;
    }
  } finally {
    // The file must not be closed, nor the buffer used again, under a read that is still running.
    await ahead.catch(() => undefined);
    freeBuffers.push(current, other);
  }
}

/** Empty at the end of the range, and where the file ends too early. */
function readAt(
  file: number,
  buffer: Buffer,
  range: ByteRange,
  position: number,
): Promise<Uint8Array> {
  const length = Math.min(buffer.length, endByte(range) - position);
  if (length === 0) {
    return Promise.resolve(buffer.subarray(0, 0));
  }
  const reading = readAtOnce(file, buffer, length, position).then((bytesRead) =>
    buffer.subarray(0, bytesRead),
  );
  // It may fail while the caller is busy; it is awaited, and reported, when the caller comes back.
  reading.catch(() => undefined);
  return reading;
}
