import { canCombine, precedesBody } from "../bytes/checksum.ts";
import { type PartNumber, toPartNumber } from "../ids.ts";
import type { ListedPart, WholeObject } from "../ports/object-store.ts";
import { partRange } from "./part-plan.ts";
import type { UploadedPart } from "./task.ts";
import type { Upload } from "./transfer.ts";

/**
 * Parts that the store lacks or holds in another size. One under another ETag than the recorded one
 * was sent again since, and the result is unknown: it is mismatched too, unless the store itself
 * compares the whole object with what was read before it shows it.
 */
export function mismatchedParts(
  upload: Upload,
  whole: WholeObject,
  parts: { readonly uploaded: readonly UploadedPart[]; readonly listed: readonly ListedPart[] },
): readonly PartNumber[] {
  const inStore = new Map(parts.listed.map((part) => [part.number, part]));
  const inLedger = new Map(parts.uploaded.map((part) => [part.number, part]));
  const isProvedByStore =
    canCombine(upload.checksum) && precedesBody(upload.checksum) && whole.checksum !== undefined;
  return everyPart(upload).filter((number) => {
    const part = inStore.get(number);
    const record = inLedger.get(number);
    return (
      part === undefined ||
      record === undefined ||
      part.sizeBytes !== partRange(upload.plan, number).lengthBytes ||
      !(isProvedByStore || part.etag === record.etag)
    );
  });
}

/** The first of the mismatched parts for a person: what the store lists, and what was answered to it. */
export function describeMismatched(
  upload: Upload,
  mismatched: readonly PartNumber[],
  {
    uploaded,
    listed,
  }: { readonly uploaded: readonly UploadedPart[]; readonly listed: readonly ListedPart[] },
): string {
  const [number] = mismatched;
  const inStore = listed.find((part) => part.number === number);
  const inLedger = uploaded.find((part) => part.number === number);
  const stored =
    inStore === undefined
      ? "the store does not list it"
      : `the store lists ${inStore.sizeBytes} bytes with the ETag ${inStore.etag}`;
  const sizeBytes = number === undefined ? 0 : partRange(upload.plan, number).lengthBytes;
  const responded = `${sizeBytes} bytes were sent, and answered with ${
    inLedger === undefined ? "an ETag that is not known here" : `the ETag ${inLedger.etag}`
  }`;
  const others = mismatched.length > 1 ? ` (and ${mismatched.length - 1} more parts)` : "";
  return `part ${number}: ${stored}; ${responded}${others}`;
}

export function everyPart({ plan }: Upload): readonly PartNumber[] {
  return Array.from({ length: plan.partCount }, (_, index) => toPartNumber(index + 1));
}
