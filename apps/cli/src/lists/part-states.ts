import type { PartState } from "@penstock/core/choices";

/** The letters of a part map, as a person reads them. */
export const PART_STATE_WORDS: Readonly<Record<PartState, string>> = {
  P: "planned",
  A: "in-flight",
  R: "retrying",
  S: "stored",
  V: "verified",
  F: "failed",
};
