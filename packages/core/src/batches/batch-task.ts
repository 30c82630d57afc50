// What is queued for a batch, and what is reported of it.

import type { MeasureNote } from "../explain/measures.ts";
import type { Cause } from "../failures/errors.ts";
import type { JobId } from "../ids.ts";
import type { Job } from "../jobs/job.ts";
import type { Entry } from "../listing/entry.ts";
import type { KeyRange } from "../listing/key-range.ts";
import type { PartTask } from "../transfers/task.ts";
import type { CopyOutcome } from "./row.ts";

/**
 * A batch of one epoch of its job. The epoch grows each time the ledger of the job was lost and made
 * again from its segments, so that what a process of the old one reports is refused.
 */
export type BatchRef = {
  readonly tenant: string;
  readonly jobId: JobId;
  readonly epoch: number;
  /** In its job, from 0. */
  readonly number: number;
};

/** Everything else is read from the ledger when the task starts. */
export type BatchTask = BatchRef;

/** What workers take from their queue. */
export type WorkTask = PartTask | BatchTask;

export function isBatchTask(task: WorkTask): task is BatchTask {
  return "epoch" in task;
}

/** An entry that a batch still has to move. */
export type BatchEntry = Entry & {
  /** How many of its attempts failed and counted so far; left out: none. */
  readonly attempts?: number;
  /** Processes that got a final answer for it; left out: none. It ends by it once others saw the same. */
  readonly seenBy?: readonly string[];
  /** One of those that were left of a batch which killed its workers: moved alone. */
  readonly isSuspect?: boolean;
};

export type BatchStart =
  | {
      readonly kind: "go";
      readonly job: Job;
      /** Counts from 1, and never back: what is reported under an older one is refused. */
      readonly attempt: number;
      /** How many of the attempts before it, in a row, ended without a word: their workers died. */
      readonly lost: number;
      readonly entries: readonly BatchEntry[];
      /** What of the list the batch covers, whatever of it is left. */
      readonly range: KeyRange & { readonly to: string };
      /** True: the job was cancelled. Nothing is moved any more; each entry is reported as `aborted`. */
      readonly isCancelled: boolean;
    }
  /** Another epoch, done, without a permit, of a job that is paused, or not there: the task is over. */
  | { readonly kind: "skip" };

export type RowCounts = Readonly<Record<CopyOutcome, number>>;

export type BatchReport = BatchRef & {
  /** As it was begun: a report of an older attempt is refused. */
  readonly attempt: number;
  /** Of the rows of this report. Together with what is left they are the entries that it was begun with. */
  readonly counts: RowCounts;
  /** Bytes of the entries that these rows are about, moved or not. */
  readonly coveredBytes: number;
  /** Keys that only the destination has. A copy counts them; a check has a row for each, which `counts` has as well. */
  readonly extra: number;
  /** Attempts that failed and are tried again. */
  readonly retries: number;
  /** A gzip member of JSON lines; empty where there is no row. */
  readonly rows: Uint8Array;
  /** Those of them that are trouble, once more; empty where there is none. */
  readonly troubleRows: Uint8Array;
  /** What has no row yet: it comes again under the same number, at the earliest after the delay. */
  readonly left: readonly BatchEntry[];
  readonly delayMs: number;
  /** What stands in its way. */
  readonly cause?: Cause;
  /** Whether its worker would go on with another batch of the job. */
  readonly wantsAnother: boolean;
  /** What its worker measured of the job so far, now and then. */
  readonly measures?: MeasureNote | undefined;
};

export type BatchReported = {
  /** False: another attempt has it, or it is done; nothing of the report counts. */
  readonly isCounted: boolean;
  /** Begun already: the worker goes on with it under the permit of the one that it reported. */
  readonly next?: { readonly task: BatchTask; readonly start: Extract<BatchStart, { kind: "go" }> };
};
