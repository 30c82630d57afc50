import {
  type ChecksumAlgorithm,
  type ConnectionCheck,
  checksumModesOf,
  combineChecksums,
  formatByteSize,
  type Hashing,
  type MeasuredProfile,
  type ObjectHead,
  PenstockError,
  type WholeObject,
} from "@penstock/core";
import {
  closeUpload,
  digestOf,
  failed,
  failureOf,
  type OpenedUpload,
  openUpload,
  passed,
  sendPart,
  TEST_OBJECT,
  type Trial,
} from "./test-connection-trial.ts";

/** The bytes of each part, in the order of the parts. */
type Pieces = readonly Uint8Array[];

export type UploadFindings = {
  readonly checks: readonly ConnectionCheck[];
  readonly objectETag?: NonNullable<MeasuredProfile["objectETag"]>;
};

/**
 * Stores an object as a transfer does at its worst: the smallest parts that are allowed, out of
 * order, one of them twice.
 */
export async function checkUpload(trial: Trial): Promise<UploadFindings> {
  const { minPartBytes } = trial.store.profile.limits;
  const rejections: string[] = [];
  let last: PenstockError | undefined;
  for (const algorithm of algorithmsFor(trial)) {
    const pieces: Pieces = [new Uint8Array(minPartBytes).fill(2), Uint8Array.of(3)];
    try {
      const head = await storeOutOfOrder(trial, pieces, algorithm);
      const note = rejections.length === 0 ? "" : `; before that ${rejections.join("; ")}`;
      const detail = `parts of ${formatByteSize(minPartBytes)} and 1 B, out of order and one of them twice, became ${TEST_OBJECT}, which the next test overwrites${note}`;
      return withETag(passed("min-part", detail), head, md5OfMd5s(trial.hashing, pieces));
    } catch (error) {
      last = failureOf(trial, error);
      rejections.push(`${algorithm} failed: ${last.message}`);
    }
  }
  const error = last ?? new PenstockError("store-rejected", "no checksum to send a part with");
  return { checks: [failed("min-part", error, "Objects cannot be stored part by part.")] };
}

/** What transfers would use first; others only where the settings leave the choice. */
function algorithmsFor({ store: { profile } }: Trial): ReadonlySet<ChecksumAlgorithm> {
  const others = profile.isChecksumChosen ? [] : checksumModesOf(profile);
  return new Set([profile.checksum, ...others]);
}

async function storeOutOfOrder(
  trial: Trial,
  pieces: Pieces,
  algorithm: ChecksumAlgorithm,
): Promise<ObjectHead> {
  const upload = await openUpload(trial, trial.store, { key: TEST_OBJECT, algorithm });
  const [first = new Uint8Array(), second = new Uint8Array()] = pieces;
  await sendPart(trial, upload, { number: 2, bytes: second, algorithm });
  const replaced = new Uint8Array(first.length).fill(1);
  await sendPart(trial, upload, { number: 1, bytes: replaced, algorithm });
  await sendPart(trial, upload, { number: 1, bytes: first, algorithm });
  return completeTestObject(trial, upload, pieces, algorithm);
}

/** Completes from the store's own list. As for a transfer, the object under the key decides. */
export async function completeTestObject(
  trial: Trial,
  upload: OpenedUpload & { readonly token: string },
  pieces: Pieces,
  algorithm: ChecksumAlgorithm,
): Promise<ObjectHead> {
  const { signal } = trial;
  const { store, ref, token } = upload;
  const listed = await store.listParts(ref, signal);
  const sizes = listed.map(({ sizeBytes }) => sizeBytes);
  if (sizes.join() !== pieces.map(({ length }) => length).join()) {
    throw new PenstockError(
      "parts-refused",
      `the store lists parts of ${sizes.join(", ") || "no"} bytes, not those that were sent`,
    );
  }
  const whole = wholeOf(trial.hashing, pieces, algorithm);
  const rejection = await store.complete(ref, listed, whole, signal).then(
    () => undefined,
    (error: unknown) => failureOf(trial, error),
  );
  const head = await store.head(ref.key, algorithm, signal);
  if (head?.token !== token || head.sizeBytes !== whole.sizeBytes) {
    throw (
      rejection ??
      new PenstockError("integrity-mismatch", "after Complete another object is under the key")
    );
  }
  closeUpload(trial, upload);
  return head;
}

export function wholeOf(
  hashing: Hashing,
  pieces: Pieces,
  algorithm: ChecksumAlgorithm,
): WholeObject {
  const checksum = combineChecksums(
    algorithm,
    pieces.map((bytes) => ({
      checksum: digestOf(hashing, algorithm, bytes),
      lengthBytes: bytes.length,
    })),
  );
  return {
    sizeBytes: pieces.reduce((sum, { length }) => sum + length, 0),
    algorithm,
    ...(checksum !== undefined && { checksum }),
  };
}

/** As Amazon makes the ETag of an object of parts that are not encrypted by other keys than its own. */
function md5OfMd5s(hashing: Hashing, pieces: Pieces): string {
  const hasher = hashing.hasher("md5");
  for (const bytes of pieces) {
    hasher.update(bytesOf(digestOf(hashing, "md5", bytes)));
  }
  return `${hasher.digest()}-${pieces.length}`;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

function withETag(check: ConnectionCheck, head: ObjectHead, expected: string): UploadFindings {
  const isMd5 = head.etag === expected;
  const detail = isMd5
    ? "the ETag is the MD5 of the parts' MD5s; Penstock does not rely on it"
    : "the ETag says nothing about the bytes; Penstock does not rely on it";
  return {
    checks: [check, passed("etag-kind", detail)],
    objectETag: isMd5 ? "md5-of-md5s" : "opaque",
  };
}
