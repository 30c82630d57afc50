import {
  canCombine,
  type LandedPart,
  type ListedPart,
  type PartNumber,
  partRange,
  toPartNumber,
  type Upload,
  type WholeObject,
} from "@penstock/core";

/**
 * Parts that the store lacks or holds in another size. Where nothing is known of the whole object's
 * checksum, a part under another ETag than the recorded one is unfit too: nothing else would prove
 * its bytes.
 */
export function unfitParts(
  upload: Upload,
  whole: WholeObject,
  parts: { readonly landed: readonly LandedPart[]; readonly listed: readonly ListedPart[] },
): readonly PartNumber[] {
  const inStore = new Map(parts.listed.map((part) => [part.number, part]));
  const inLedger = new Map(parts.landed.map((part) => [part.number, part]));
  const isProvedByWhole = canCombine(upload.checksum) && whole.checksum !== undefined;
  return everyPart(upload).filter((number) => {
    const part = inStore.get(number);
    const record = inLedger.get(number);
    return (
      part === undefined ||
      record === undefined ||
      part.sizeBytes !== partRange(upload.plan, number).lengthBytes ||
      !(isProvedByWhole || part.etag === record.etag)
    );
  });
}

export function everyPart({ plan }: Upload): readonly PartNumber[] {
  return Array.from({ length: plan.partCount }, (_, index) => toPartNumber(index + 1));
}
