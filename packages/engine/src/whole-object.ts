import {
  combineChecksums,
  type LandedPart,
  type ObjectHead,
  partRange,
  type Upload,
  type WholeObject,
} from "@penstock/core";

/**
 * What the finished object has to be, from what the workers read. Nothing is known of its checksum
 * when the record of a part is missing, as after a part was to be carried again but proved needless.
 */
export function wholeObjectOf(upload: Upload, landed: readonly LandedPart[]): WholeObject {
  const { plan, checksum: algorithm } = upload;
  const pieces = landed.map(({ number, checksum }) => ({
    checksum,
    lengthBytes: partRange(plan, number).lengthBytes,
  }));
  const only = plan.partCount === 1 ? pieces[0]?.checksum : undefined;
  const isKnown = pieces.length === plan.partCount;
  const checksum = only ?? (isKnown ? combineChecksums(algorithm, pieces) : undefined);
  return {
    sizeBytes: plan.sizeBytes,
    algorithm,
    ...(checksum !== undefined && { checksum }),
  };
}

/** Whether an object is the one that this upload makes: our token, our size. */
export function isOurs(head: ObjectHead, upload: Upload): boolean {
  return head.token === upload.token && head.sizeBytes === upload.plan.sizeBytes;
}
