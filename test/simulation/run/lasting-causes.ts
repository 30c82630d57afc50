import type { Cause } from "@penstock/core";
import type { Load } from "./load.ts";

/** What the failure model promises; core's own figures are among what is judged. */
const MAX_PART_ATTEMPTS = 10;
const MAX_GENERATIONS = 3;

/** What struck one object, as those who struck it say. */
export type Troubles = {
  /** Attempts that failed, and count. */
  failures: number;
  /** Bytes that came out otherwise than they went in. */
  corrupted: number;
  /** The store itself may hold wrong bytes. */
  isCorrupted: boolean;
  /** More than one object was written under the key. */
  isContested: boolean;
  /** Uploads that the store forgot. */
  expiries: number;
};

/** Whether this may end a transfer: nothing that passes by itself may. */
export function isLasting({ code, message }: Cause, load: Load, troubles: Troubles): boolean {
  if (/\(attempt \d+, the last one\)/.test(message) || code === "attempts-exhausted") {
    return troubles.failures >= MAX_PART_ATTEMPTS;
  }
  const { source } = load;
  const { corrupted, isCorrupted, isContested } = troubles;
  switch (code) {
    case "cancelled":
      return load.isCancelled;
    case "source-missing":
      return source.isGone;
    case "source-changed":
      return source.versions.length > 1 || isContested;
    case "source-range-ignored":
      return false;
    case "destination-exists":
    case "store-rejected":
      return isContested;
    case "integrity-mismatch":
      return source.published === "wrong" || corrupted > 1 || isCorrupted || isContested;
    case "upload-gone":
      return troubles.expiries >= MAX_GENERATIONS;
    default:
      return troubles.failures >= MAX_PART_ATTEMPTS;
  }
}

export function newTroubles(): Troubles {
  return { failures: 0, corrupted: 0, isCorrupted: false, isContested: false, expiries: 0 };
}
