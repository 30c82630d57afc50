import { type JobRecord, type JobState } from "../jobs/job.js";
import type { AttemptFailure } from "../ports/transfer-store.js";
import type { ReceiptBody } from "../receipts/receipt.js";
import type { Transfer } from "../transfers/transfer.js";
/** How long a finished job is kept depends on it. `failed`: whatever did not succeed, cancelled jobs among it. */
export type Outcome = "succeeded" | "failed";
export declare const OUTCOMES: readonly Outcome[];
export type FinishedTransfer = {
    readonly transfer: Transfer;
    readonly failures: readonly AttemptFailure[];
    /** Of one that is stored. */
    readonly receipt?: ReceiptBody;
};
/** Transfers of a job that are kept together; a job of more has further pieces. */
export declare const PIECE_TRANSFERS = 1000;
/** All that is to be known of a job that has ended, or of a piece of it. */
export type FinishedJob = {
    readonly record: JobRecord;
    /** The place of the first of these transfers: 0 but for the further pieces of a large job. */
    readonly from: number;
    readonly transfers: readonly FinishedTransfer[];
};
/** How many transfers there are of it: the objects of a bulk job have rows instead. */
export declare function keptTransfersOf({ job, counts }: Pick<JobRecord, "job" | "counts">): number;
/** Undefined for a job that has not ended. */
export declare function outcomeOf(record: JobRecord): Outcome | undefined;
export declare function outcomeOfState(state: JobState): Outcome;
