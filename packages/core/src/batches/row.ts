// What became of one entry of a bulk job. Every entry that was listed ends in exactly one row.

import type { ChecksumAlgorithm, ChecksumValue } from "../bytes/checksum.ts";
import type { Cause } from "../failures/errors.ts";

/** `check` compares two places and moves nothing. */
export type Verb = "copy" | "check";

export const COPY_OUTCOMES = ["stored", "skipped", "failed", "aborted"] as const;
/** Of a check: what two places have of one key. */
export const CHECK_OUTCOMES = [
  "same",
  "differs",
  "only_source",
  "only_destination",
  "unreadable",
] as const;

export type CopyOutcome = (typeof COPY_OUTCOMES)[number];
type CheckOutcome = (typeof CHECK_OUTCOMES)[number];
export type RowOutcome = CopyOutcome | CheckOutcome;

/** What two objects were told apart by, or taken for equal. */
export type CompareRule =
  /** There is an object, and it may not be overwritten. */
  | "exists"
  | "absent"
  | "size"
  | "etag"
  | "checksum"
  | "written-version"
  | "size+time"
  | "bytes"
  /** Nothing that both show can be compared. */
  | "nothing-common";

export type Row = {
  readonly key: string;
  /** Left out: 0 is unlisted for what cannot be read. */
  readonly sizeBytes: number;
  readonly outcome: RowOutcome;
  /** What was done; left out: a copy. */
  readonly verb?: Verb;
  readonly destinationKey: string;
  /** Of the object at the destination. */
  readonly etag?: string;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: ChecksumValue };
  /** Of the object at the destination, where its bucket keeps versions. */
  readonly versionId?: string;
  /** Of the source, as it was listed. */
  readonly sourceVersionId?: string;
  readonly storageClass?: string;
  /** The list showed a restored copy of an archived object. */
  readonly isRestored?: boolean;
  /** Why it was skipped, or what two places were compared by. */
  readonly rule?: CompareRule;
  /** What the proof rests on, as in a receipt. */
  readonly verifiedBy?: string;
  /** Attributes of the source that the object does not have, by name. */
  readonly leftBehind?: readonly string[];
  /** How often it was tried; left out: once. */
  readonly attempts?: number;
  readonly durationMs?: number;
  readonly cause?: Cause;
};

/** How a row counts in its job: as one of a transfer's terminal states. */
export function countedAs(outcome: RowOutcome): CopyOutcome {
  switch (outcome) {
    case "stored":
    case "skipped":
    case "failed":
    case "aborted":
      return outcome;
    case "same":
      return "skipped";
    case "differs":
    case "only_source":
    case "only_destination":
    case "unreadable":
      return "failed";
    default:
      return outcome satisfies never;
  }
}

/** Which rows a report has: `changed` leaves out what was found as it should be; `trouble` is what did not succeed. */
export const REPORT_ROWS = ["all", "changed", "trouble"] as const;
export type ReportRows = (typeof REPORT_ROWS)[number];

/** Nothing was moved, and nothing had to be. */
export function isUnchanged({ outcome }: Pick<Row, "outcome">): boolean {
  return countedAs(outcome) === "skipped";
}

/** Rows that a retry may name, and that are kept apart from the rest so that it need not read them all. */
export function isTrouble({ outcome }: Pick<Row, "outcome">): boolean {
  return outcome === "aborted" || countedAs(outcome) === "failed";
}
