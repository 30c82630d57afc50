import type { HistoryEntry } from "../history/history-entry.ts";
import type { JobId } from "../ids.ts";

/** Jobs by the time at which they were made, newest first. */
export type JobRange = {
  readonly limit: number;
  /** Only jobs that come behind it in the list. */
  readonly cursor?: string;
  readonly createdFromMs?: number;
  readonly createdBeforeMs?: number;
};

/** The job `retryOf` was tried again by the other one. */
export type RetryNote = { readonly jobId: JobId; readonly retryOf: JobId };

/** What is left of jobs that the ledger does not hold any more. */
export type JobHistory = {
  /**
   * Adds entries of jobs that the ledger does not hold. `keep`: of those that have none. `replace`: only in place of
   * another entry of the same job, so that one whose entry was removed in between does not come back.
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

  /** Each job was tried again by another one. Of several the newest stays. May be repeated. */
  noteRetries(tenant: string, retries: readonly RetryNote[]): Promise<void>;
  /** The newest job that tried each of them again, in the order of the ids. */
  supersededBy(tenant: string, jobIds: readonly JobId[]): Promise<readonly (JobId | undefined)[]>;

  /** What a process noted of the entries of all tenants; undefined after a loss of Redis. */
  readMark(): Promise<string | undefined>;
  /** Replaces the mark, if it still is as it was read, and tells whether it did. */
  writeMark(read: string | undefined, mark: string): Promise<boolean>;

  /** Forgets tenants that have nothing. One whose job is being accepted at this moment comes back. */
  retireTenants(): Promise<void>;
};
