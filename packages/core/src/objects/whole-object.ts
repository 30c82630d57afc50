// What the finished object has to be, and whether an object is ours.

import {
  type ChecksumAlgorithm,
  type ChecksumValue,
  canCombine,
  combineChecksums,
} from "../bytes/checksum.ts";
import { PenstockError } from "../failures/errors.ts";
import type { NewObject, ObjectHead, WholeObject } from "../ports/object-store.ts";
import { partRange } from "../transfers/part-plan.ts";
import type { UploadedPart } from "../transfers/task.ts";
import type { PublishedChecksum, Upload } from "../transfers/transfer.ts";

/** What the store is told of the object when its upload, or its PUT, begins. */
export function newObjectOf(key: string, upload: Upload): NewObject {
  const { token, attributes, checksum, forbidOverwrite } = upload;
  return {
    key,
    attributes,
    token,
    checksum,
    ...(forbidOverwrite !== undefined && { forbidOverwrite }),
  };
}

/**
 * What the finished object has to be, from what the workers read. What the source publishes stands
 * in where that is not known: a part's record may be missing, as after a part was to be uploaded
 * again but proved needless, and a store that copies need not tell a part's checksum.
 */
export function wholeObjectOf(upload: Upload, uploaded: readonly UploadedPart[]): WholeObject {
  const { plan, checksum: algorithm, forbidOverwrite } = upload;
  const checksum = checksumOfParts(upload, uploaded) ?? publishedFor(upload);
  return {
    sizeBytes: plan.sizeBytes,
    algorithm,
    ...(checksum !== undefined && { checksum }),
    ...(forbidOverwrite !== undefined && { forbidOverwrite }),
  };
}

/** Whether an object is the one that this upload makes: our token, our size. */
export function isOurs(head: ObjectHead, upload: Upload): boolean {
  return head.token === upload.token && head.sizeBytes === upload.plan.sizeBytes;
}

/**
 * Compares with what the source publishes, where both are of one algorithm.
 *
 * @throws PenstockError `integrity-mismatch`
 */
export function assertAsPublished(
  published: PublishedChecksum | undefined,
  got: { readonly algorithm: ChecksumAlgorithm; readonly checksum?: ChecksumValue },
): void {
  const { algorithm, checksum } = got;
  const isComparable = published?.algorithm === algorithm && checksum !== undefined;
  if (isComparable && checksum !== published.value) {
    throw new PenstockError(
      "integrity-mismatch",
      `the source publishes the ${algorithm} ${published.value}, but the bytes that were read have ${checksum}`,
    );
  }
}

function checksumOfParts(
  { plan, checksum: algorithm }: Upload,
  uploaded: readonly UploadedPart[],
): ChecksumValue | undefined {
  const pieces = uploaded.flatMap(({ number, checksum }) =>
    checksum === undefined ? [] : [{ checksum, lengthBytes: partRange(plan, number).lengthBytes }],
  );
  if (pieces.length < plan.partCount) {
    return undefined;
  }
  return plan.partCount === 1 ? pieces[0]?.checksum : combineChecksums(algorithm, pieces);
}

/** Only by an algorithm in which stores tell the checksum of a whole object, or nothing would compare it. */
function publishedFor({ sourceVersion, checksum: algorithm }: Upload): ChecksumValue | undefined {
  return sourceVersion.checksum?.algorithm === algorithm && canCombine(algorithm)
    ? sourceVersion.checksum.value
    : undefined;
}
