import type { PartRef, PartTask } from "../transfers/task.ts";

/** A part that is under way, or queued, since it was claimed. */
export type SlowPart = { readonly task: PartTask; readonly sinceMs: number };

export type SlowParts = {
  /** It was claimed longer ago. */
  readonly leastMs: number;
  /** So many parts of its transfer are missing at most, and all of these are dispatched. */
  readonly mostLeft: number;
  readonly limit: number;
};

/** Last parts of transfers, which are sent a second time where the first is slow. */
export type HedgeStore = {
  /** Of transfers with an upload, the longest first. */
  slowParts(tenant: string, wanted: SlowParts): Promise<readonly SlowPart[]>;
  /**
   * From now on a report of one of the transfer's parts stops the other task that sends it. Tells whether the part is
   * still missing.
   */
  markHedged(part: PartRef): Promise<boolean>;
  /** Whether nothing reported it, and its generation still uploads. */
  isMissing(part: PartRef): Promise<boolean>;
};
