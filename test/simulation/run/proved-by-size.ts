import type { Transfer, TransferState } from "@penstock/core";
import type { SourceObject } from "./sim-source.ts";

/**
 * Whether an object that the store corrupted may be called stored: never but as `size`, where the job
 * wants no proof, or where lost records of its parts cannot be had again from its source (guarantees.md).
 */
export function mayBeProvedBySize(
  { options }: Transfer,
  { object }: Extract<TransferState, { readonly kind: "stored" }>,
  source: SourceObject | undefined,
): boolean {
  const isUnreadable = source === undefined || source.isGone || source.versions.length > 1;
  return object.verifiedBy === "size" && (options.verify === "none" || isUnreadable);
}
