import { isFinished, type JobRecord, type JobState, stateOfJob } from "../jobs/job.ts";
import type { AttemptFailure } from "../ports/transfer-store.ts";
import type { ReceiptBody } from "../receipts/receipt.ts";
import type { Transfer } from "../transfers/transfer.ts";

/** How long a finished job is kept depends on it. `failed`: whatever did not succeed, cancelled jobs among it. */
export type Outcome = "succeeded" | "failed";

export const OUTCOMES: readonly Outcome[] = ["succeeded", "failed"];

export type FinishedTransfer = {
  readonly transfer: Transfer;
  readonly failures: readonly AttemptFailure[];
  /** Of one that is stored. */
  readonly receipt?: ReceiptBody;
};

/** Transfers of a job that are kept together; a job of more has further pieces. */
export const PIECE_TRANSFERS = 1000;

/** All that is to be known of a job that has ended, or of a piece of it. */
export type FinishedJob = {
  readonly record: JobRecord;
  /** The place of the first of these transfers: 0 but for the further pieces of a large job. */
  readonly from: number;
  readonly transfers: readonly FinishedTransfer[];
};

/** How many transfers there are of it: the objects of a bulk job have rows instead. */
export function keptTransfersOf({ job, counts }: Pick<JobRecord, "job" | "counts">): number {
  return job.bulk === undefined ? counts.listed : 0;
}

/** Undefined for a job that has not ended. */
export function outcomeOf(record: JobRecord): Outcome | undefined {
  const state = stateOfJob(record);
  return isFinished(state) ? outcomeOfState(state) : undefined;
}

export function outcomeOfState(state: JobState): Outcome {
  return state === "succeeded" ? "succeeded" : "failed";
}
