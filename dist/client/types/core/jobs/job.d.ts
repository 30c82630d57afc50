import type { Cause, ErrorCode } from "../failures/errors.js";
import type { JobId } from "../ids.js";
import type { JobOrigin } from "../schedules/schedule.js";
import type { TransferState } from "../transfers/transfer.js";
import type { BulkSpec } from "./bulk-job.js";
export type TransferStateKind = TransferState["kind"];
/** How many transfers of a job are in each state. Every transfer that was listed is in exactly one. */
export type TransferCounts = {
    readonly listed: number;
    /** How many listings are not finished: more transfers come of each, so the job cannot end. */
    readonly listing: number;
} & Readonly<Record<TransferStateKind, number>>;
export declare const TRANSFER_STATES: readonly ["planned", "uploading", "completing", "verifying", "aborting", "stored", "skipped", "aborted", "failed"];
/** What a client submitted: one run. */
export type Job = {
    readonly id: JobId;
    readonly tenant: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly createdAtMs: number;
    /** The job of which this one tries something again. */
    readonly retryOf?: JobId;
    /** Of a job that lists what it moves; left out for one that names its one object. */
    readonly bulk?: BulkSpec;
    /** Of a job that a schedule made. */
    readonly schedule?: JobOrigin;
};
export type JobProgress = {
    readonly bytesTotal: number;
    /** Bytes of parts whose ETag is in the ledger. */
    readonly bytesStored: number;
    readonly partsTotal: number;
    readonly partsStored: number;
    /** Attempts that failed and were or will be tried again. */
    readonly retries: number;
};
export type JobRecord = {
    readonly job: Job;
    readonly counts: TransferCounts;
    readonly progress: JobProgress;
    readonly isCancelled: boolean;
    readonly finishedAtMs: number | undefined;
    /** When parts last became due, or one of them was uploaded. */
    readonly lastProgressAtMs: number | undefined;
    readonly lastFailure: {
        readonly atMs: number;
        readonly code: ErrorCode;
    } | undefined;
    /** When a step last failed for the third time or more, or was postponed; left out: never. */
    readonly heldUpAtMs?: number;
    /** Nothing of it is begun until it is continued; a job that ended or was cancelled says nothing of it. */
    readonly isPaused?: true;
    /** Of a bulk job. */
    readonly bulk?: BulkProgress;
};
/** How far a bulk job is, beside its counts. */
type BulkProgress = {
    readonly epoch: number;
    /** Pieces of the listing that could not be listed to their end: such a job cannot succeed. */
    readonly brokenShards: number;
    /** Why the last of them was not. */
    readonly brokenBy?: Cause;
    /** Keys that only the destination has. */
    readonly extra: number;
    /** Segments that are in the journal. */
    readonly segments: number;
    /** The job is finished, and all its rows are in the journal. */
    readonly isRecorded: boolean;
};
/** A job at the moment of its acceptance: all of its transfers are `planned`. */
export declare function newJobRecord(job: Job, listed: number): JobRecord;
export declare const JOB_STATES: readonly ["queued", "planning", "transferring", "completing", "succeeded", "completed_with_errors", "failed", "cancelled"];
export type JobState = (typeof JOB_STATES)[number];
export type FinishedJobState = Extract<JobState, "succeeded" | "completed_with_errors" | "failed" | "cancelled">;
/** Why a job is slow now. A second field beside its state, so that "transferring" cannot hide trouble. */
export type JobHealth = (typeof JOB_HEALTHS)[number];
export declare const JOB_HEALTHS: readonly ["ok", "waiting_for_workers", "retrying", "throttled", "degraded", "stalled"];
/** What a job's health depends on beside the job. */
export type Surroundings = {
    readonly liveWorkers: number;
    readonly nowMs: number;
    readonly isRepeated?: boolean;
};
/** True when listed = stored + skipped + failed + aborted + pending, and no count is negative. */
export declare function countsAddUp(counts: TransferCounts): boolean;
/** What a job waits for before it ends: transfers that are not terminal, and listings. */
export declare function pendingOf(counts: TransferCounts): number;
/**
 * The job's state follows from its counts alone; nothing stores it. Counts that do not add up never
 * succeed, and no more does a job whose listing broke: what it did not list is not known.
 */
export declare function jobStateOf(counts: TransferCounts, isCancelled: boolean, brokenShards?: number): JobState;
export declare function stateOfJob({ counts, isCancelled, bulk, }: Pick<JobRecord, "counts" | "isCancelled" | "bulk">): JobState;
export declare function isFinished(state: JobState): state is FinishedJobState;
/**
 * What is wrong right now with a job that is not finished.
 *
 * @param isRepeated whether a process repeats work for it that fails, of which the job itself does not know
 */
export declare function jobHealthOf(record: JobRecord, { liveWorkers, nowMs, isRepeated }: Surroundings): JobHealth;
export {};
