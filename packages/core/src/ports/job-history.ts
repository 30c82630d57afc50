import type { Outcome } from "../history/finished-job.ts";
import type { HistoryEntry } from "../history/history-entry.ts";
import type { JobId } from "../ids.ts";

export type EndedJob = { readonly jobId: JobId; readonly endedAtMs: number };

/** Jobs by the time at which they were made, newest first. */
export type JobRange = {
  readonly limit: number;
  /** Only jobs that come behind it in the list. */
  readonly cursor?: string;
  readonly createdFromMs?: number;
  readonly createdBeforeMs?: number;
};

/**
 * - `retired`: the ledger holds the job no more.
 * - `more`: it has more transfers than one step removes.
 * - `kept`: it has not ended.
 */
export type Retired = "retired" | "more" | "kept";

/** Jobs that have ended, and what is left of those that the ledger does not hold any more. */
export type JobHistory = {
  /** Those that the ledger holds, and that ended before, the oldest first. */
  endedJobs(
    tenant: string,
    wanted: {
      readonly outcome: Outcome;
      readonly endedBeforeMs: number;
      readonly offset?: number;
      readonly limit: number;
    },
  ): Promise<readonly EndedJob[]>;
  /** How many the ledger holds. */
  countEnded(tenant: string): Promise<Readonly<Record<Outcome, number>>>;
  /** Forgets a job with all that belongs to it, and keeps the entry in its place, if there is one. */
  retireJob(tenant: string, jobId: JobId, entry?: HistoryEntry): Promise<Retired>;

  /**
   * Adds entries of jobs that the ledger does not hold. `replace`: also in place of other entries of the
   * same jobs.
   */
  addEntries(
    tenant: string,
    entries: readonly HistoryEntry[],
    mode: "keep" | "replace",
  ): Promise<void>;
  /** In the order of the ids. */
  entries(tenant: string, jobIds: readonly JobId[]): Promise<readonly (HistoryEntry | undefined)[]>;
  listEntries(tenant: string, range: JobRange): Promise<readonly HistoryEntry[]>;
  /** Only those that still are as given. */
  removeEntries(tenant: string, entries: readonly HistoryEntry[]): Promise<void>;

  /** What a process noted of the entries of all tenants; undefined after a loss of Redis. */
  readMark(): Promise<string | undefined>;
  /** Replaces the mark, if it still is as it was read, and tells whether it did. */
  writeMark(read: string | undefined, mark: string): Promise<boolean>;

  /** Forgets tenants that have nothing. One whose job is being accepted at this moment comes back. */
  retireTenants(): Promise<void>;
};
