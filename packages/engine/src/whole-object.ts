import {
  combineChecksums,
  type LandedPart,
  type ObjectHead,
  partRange,
  type Upload,
  type WholeObject,
} from "@penstock/core";

/** What the finished object has to be, from what the workers read. */
export function wholeObjectOf(upload: Upload, landed: readonly LandedPart[]): WholeObject {
  const { plan, checksum: algorithm } = upload;
  const pieces = landed.map(({ number, checksum }) => ({
    checksum,
    lengthBytes: partRange(plan, number).lengthBytes,
  }));
  const only = pieces.length === 1 ? pieces[0]?.checksum : undefined;
  const checksum = only ?? combineChecksums(algorithm, pieces);
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
