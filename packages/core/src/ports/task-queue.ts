import type { BatchTask } from "../batches/batch-task.ts";
import type { ErrorCode } from "../failures/errors.ts";
import type { JobId } from "../ids.ts";
import type { PartTask, TransferRef } from "../transfers/task.ts";
import type { Transfer } from "../transfers/transfer.ts";

export type FinalizeTask = TransferRef & {
  readonly generation: number;
  /** What was to be done when it was queued; the process that takes it asks the ledger again. */
  readonly action: "complete" | "verify" | "abort";
};

/** A job whose list is to be continued. */
export type ListingTask = { readonly tenant: string; readonly jobId: JobId };

/** What planners take. */
export type PlanTask = TransferRef | ListingTask;

export function isListingTask(task: PlanTask): task is ListingTask {
  return "jobId" in task;
}

/**
 * Delivers tasks to processes, at least once. A task that is queued already is not queued
 * twice: its name is made of the transfer, its generation and what is to be done, which for parts is
 * the one it was queued with. Rejects with
 * `ledger-unavailable` when it cannot be reached; the sweep adds what was not added.
 */
export type TaskQueue = {
  /**
   * The newest is taken first: a job that comes now starts now, however many wait. One that has waited for
   * long goes before the newest, so that it does not wait for ever.
   */
  addPlan(transfer: Transfer, has?: "waited"): Promise<void>;
  /** Asks for a turn at the list of a job. One that has a turn now comes again by its outcome, or by the sweep. */
  addListing(task: ListingTask): Promise<void>;
  addParts(tasks: readonly PartTask[]): Promise<void>;
  /** They go to those who move parts. The name of one is its job, its epoch and its number. */
  addBatches(tasks: readonly BatchTask[]): Promise<void>;
  addFinalize(task: FinalizeTask): Promise<void>;
};

/** How a task came to the process that runs it. */
export type Delivery = {
  /** It was begun before, here or elsewhere: it was deferred, or its process died. */
  readonly isRepeated: boolean;
  /** For how long it was queued before it was begun; left out where that is not known. */
  readonly queuedMs?: number;
  /** Aborts when the task must not be continued: its lease, its transfer or its process ended. */
  readonly signal: AbortSignal;
  /**
   * Whether the task is surely still ours. A process that was stopped for a while may continue sending
   * before its signal aborts, so a sender asks this before every slice.
   */
  holdsLease(): boolean;
  /**
   * Whether the task may continue with another part once this one is uploaded. False when its slot is
   * wanted for something else: its time slice is over, its process ends, or has fewer slots now.
   */
  mayContinue(): boolean;
};

/** What the queue does with a task that was tried. */
export type TaskOutcome =
  | {
      readonly kind: "done";
      /** Of the part that was uploaded by it; absent when none did. */
      readonly uploadedBytes?: number;
      /** What the same task continues with. */
      readonly next?: PartTask;
      /** It ended by a failure. */
      readonly failedBy?: ErrorCode;
    }
  | {
      readonly kind: "later";
      readonly delayMs: number;
      /** Left out where nothing was tried. */
      readonly failedBy?: ErrorCode;
    };
