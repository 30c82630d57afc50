import {
  type Address,
  assertAsPublished,
  type ByteRange,
  type ChecksumAlgorithm,
  type ChecksumValue,
  type ErrorCode,
  endByte,
  everyPart,
  type Hasher,
  isPenstockError,
  PenstockError,
  partRange,
  type SourceVersion,
  type Transfer,
  type Upload,
  type UploadedPart,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import { confirmChange } from "../failures/source-change.ts";

/** What reading can meet and waiting does not cure: the proof that was asked for cannot be had. */
export const UNREADABLE: readonly ErrorCode[] = [
  "source-missing",
  "source-forbidden",
  "source-changed",
  "source-range-ignored",
  "source-unusable",
];

type Stored = {
  readonly transfer: Transfer;
  readonly upload: Upload;
  readonly uploaded: readonly UploadedPart[];
  /** Of the object in the store. */
  readonly sourceVersion: SourceVersion;
};

/** The object in the store as it is now, to read it pinned. Rejects like `readBack`. */
export async function storedVersion(
  { connections }: Pick<Engine, "connections">,
  { destination }: Transfer,
  signal: AbortSignal,
): Promise<SourceVersion> {
  try {
    const { sourceVersion } = await connections
      .source(destination.connection)
      .stat(destination.key, signal);
    return sourceVersion;
  } catch (error) {
    throw unreadable(error, `the object in ${destination.connection}`);
  }
}

/**
 * Reads the stored object from its first byte to its last, one part of the plan after the other, and
 * compares each with what was read from the source, and the whole with what the source publishes.
 * No more than a chunk of it is in memory.
 *
 * @throws PenstockError `integrity-mismatch`, which names the part; the reader's `source-…` codes
 */
export async function readBack(
  engine: Pick<Engine, "connections" | "hashing">,
  { transfer, upload, uploaded, sourceVersion }: Stored,
  signal: AbortSignal,
): Promise<void> {
  const { plan, checksum: algorithm } = upload;
  const published = upload.sourceVersion.checksum;
  const whole = published && engine.hashing.hasher(published.algorithm);
  const known = new Map(uploaded.map((part) => [part.number, part.checksum]));
  for (const number of everyPart(upload)) {
    const range = partRange(plan, number);
    const what = `part ${number} (${describe(range)})`;
    const stored: Piece = { what, from: transfer.destination, sourceVersion, range, algorithm };
    const got = await checksumOf(engine, { ...stored, also: whole }, signal);
    // A part that the store copied without telling its checksum was never read: it is now.
    const source: Piece = { ...stored, from: transfer.source, sourceVersion: upload.sourceVersion };
    const expected = known.get(number) ?? (await checksumOf(engine, source, signal));
    if (got !== expected) {
      throw new PenstockError(
        "integrity-mismatch",
        `${what} is read back with the ${algorithm} ${got}, what was read from the source has ${expected}`,
      );
    }
  }
  if (published !== undefined && whole !== undefined) {
    assertAsPublished(published, { algorithm: published.algorithm, checksum: whole.digest() });
  }
}

type Piece = {
  readonly what: string;
  readonly from: Address;
  readonly sourceVersion: SourceVersion;
  readonly range: ByteRange;
  readonly algorithm: ChecksumAlgorithm;
  /** Is given the same bytes. */
  readonly also?: Hasher | undefined;
};

export async function checksumOf(
  { connections, hashing }: Pick<Engine, "connections" | "hashing">,
  { what, from, sourceVersion, range, algorithm, also }: Piece,
  signal: AbortSignal,
): Promise<ChecksumValue> {
  const hasher = hashing.hasher(algorithm);
  const reader = connections.source(from.connection);
  try {
    for await (const chunk of reader.read(from.key, sourceVersion, range, signal)) {
      hasher.update(chunk);
      also?.update(chunk);
    }
  } catch (error) {
    const confirmed = await confirmChange(
      { connections },
      { from, sourceVersion },
      { error, signal },
    );
    throw unreadable(confirmed, `${what} of ${from.connection}`);
  }
  return hasher.digest();
}

/** The codes are a reader's, so they say "source" of the store as well: the message tells which it is. */
function unreadable(error: unknown, what: string): unknown {
  return isPenstockError(error)
    ? new PenstockError(error.code, `${what} cannot be read back: ${error.message}`, {
        cause: error,
        details: error.details,
      })
    : error;
}

function describe(range: ByteRange): string {
  return range.lengthBytes === 0 ? "no bytes" : `bytes ${range.startByte}-${endByte(range) - 1}`;
}
