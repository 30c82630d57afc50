import type { Outcome } from "../history/finished-job.js";
import type { HistoryEntry } from "../history/history-entry.js";
import type { JobId } from "../ids.js";
import type { FrozenReceipt } from "../receipts/receipt.js";
import type { Transfer } from "../transfers/transfer.js";
import type { AttemptFailure } from "./transfer-store.js";
export type EndedJob = {
    readonly jobId: JobId;
    readonly endedAtMs: number;
};
/**
 * - `retired`: the ledger holds the job no more.
 * - `more`: its turn did not come, or some of its transfers are still to be removed.
 * - `kept`: it has not ended.
 */
export type Retired = "retired" | "more" | "kept";
/** The entry is kept in the place of the job, if there is one. */
export type RetiringJob = {
    readonly jobId: JobId;
    readonly entry?: HistoryEntry;
};
/** All that is kept of a transfer. */
export type TransferRecord = {
    readonly transfer: Transfer;
    /** Oldest first. */
    readonly failures: readonly AttemptFailure[];
    readonly receipt: FrozenReceipt | undefined;
};
/** Transfers of a job by their places in the order in which they were listed, without the last. */
export type RecordsRange = {
    readonly jobId: JobId;
    readonly from: number;
    readonly until: number;
};
export type JobRecords = {
    readonly records: readonly TransferRecord[];
    /** Where the next reading begins; undefined when all of the range were read. */
    readonly next: number | undefined;
};
/** Jobs that have ended and that the ledger still holds. Every method is for many, and does as much as one step may. */
export type FinishedJobs = {
    /** Those that ended before, the oldest first. */
    endedJobs(tenant: string, wanted: {
        readonly outcome: Outcome;
        readonly endedBeforeMs: number;
        readonly offset?: number;
        readonly limit: number;
    }): Promise<readonly EndedJob[]>;
    /** How many the ledger holds. */
    countEnded(tenant: string): Promise<Readonly<Record<Outcome, number>>>;
    /**
     * What is kept of the transfers of these jobs, one job after the other, as far as one step reads: for the
     * first ranges, in their order. Something of the first one is there.
     */
    readRecords(tenant: string, ranges: readonly RecordsRange[]): Promise<readonly JobRecords[]>;
    /**
     * Forgets jobs with all that belongs to them; the results are in their order. A job is gone for its readers with
     * the first step, and a step for whatever jobs, or none, also continues what was left of others.
     */
    retireJobs(tenant: string, jobs: readonly RetiringJob[]): Promise<readonly Retired[]>;
    /**
     * Lists among the ended jobs those that ended under a version that had no such list, some at a time.
     *
     * @returns where to continue; undefined after the last job
     */
    indexEnded(tenant: string, from?: JobId): Promise<JobId | undefined>;
};
