// A job: how many of its transfers are in each state, and what that makes of it.

import type { Cause, ErrorCode } from "../failures/errors.ts";
import type { JobId } from "../ids.ts";
import type { Limits } from "../limits/limits.ts";
import type { JobOrigin } from "../schedules/schedule.ts";
import type { TransferState } from "../transfers/transfer.ts";
import type { BulkSpec } from "./bulk-job.ts";
import type { Late } from "./late.ts";

export type TransferStateKind = TransferState["kind"];

/** How many transfers of a job are in each state. Every transfer that was listed is in exactly one. */
export type TransferCounts = {
  readonly listed: number;
  /** How many listings are not finished: more transfers come of each, so the job cannot end. */
  readonly listing: number;
} & Readonly<Record<TransferStateKind, number>>;

export const TRANSFER_STATES = [
  "planned",
  "uploading",
  "completing",
  "verifying",
  "aborting",
  "stored",
  "skipped",
  "aborted",
  "failed",
] as const satisfies readonly TransferStateKind[];

/** What a client submitted: one run. */
export type Job = {
  readonly id: JobId;
  readonly tenant: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  /** Its share beside other jobs of its tenant; 1 when left out. */
  readonly weight?: number;
  /** The job of which this one tries something again. */
  readonly retryOf?: JobId;
  /** Of the request that made it, where that had an Idempotency-Key. */
  readonly fingerprint?: string;
  /** Of a job that lists what it moves; left out for one that names its one object. */
  readonly bulk?: BulkSpec;
  /** Those that it was accepted with, if any: others may hold by now. */
  readonly limits?: Limits;
  /** Of a job that a schedule made. */
  readonly schedule?: JobOrigin;
  /** By when it should be done. */
  readonly deadlineMs?: number;
  /** The span of the request that made it, as W3C Trace Context writes it: what is done for the job links to it. */
  readonly traceparent?: string;
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
  readonly lastFailure: { readonly atMs: number; readonly code: ErrorCode } | undefined;
  /** When a step last failed for the third time or more, or was postponed; left out: never. */
  readonly heldUpAtMs?: number;
  /** Nothing of it is begun until it is continued; a job that ended or was cancelled says nothing of it. */
  readonly isPaused?: true;
  readonly pausedAtMs?: number | undefined;
  /** Left out: it is in time, or has no deadline. A job that ended may keep what it was last. */
  readonly late?: Late;
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
export function newJobRecord(job: Job, listed: number): JobRecord {
  return {
    job,
    counts: {
      listed,
      listing: 0,
      planned: listed,
      uploading: 0,
      completing: 0,
      verifying: 0,
      aborting: 0,
      stored: 0,
      skipped: 0,
      aborted: 0,
      failed: 0,
    },
    progress: { bytesTotal: 0, bytesStored: 0, partsTotal: 0, partsStored: 0, retries: 0 },
    isCancelled: false,
    finishedAtMs: undefined,
    lastProgressAtMs: undefined,
    lastFailure: undefined,
  };
}

export const JOB_STATES = [
  "queued",
  "planning",
  "transferring",
  "completing",
  "succeeded",
  "completed_with_errors",
  "failed",
  "cancelled",
] as const;
export type JobState = (typeof JOB_STATES)[number];

export type FinishedJobState = Extract<
  JobState,
  "succeeded" | "completed_with_errors" | "failed" | "cancelled"
>;

/** Why a job is slow now. A second field beside its state, so that "transferring" cannot hide trouble. */
export type JobHealth = (typeof JOB_HEALTHS)[number];
export const JOB_HEALTHS = [
  "ok",
  "waiting_for_workers",
  "retrying",
  "throttled",
  "degraded",
  "stalled",
  "late",
] as const;

/** What a job's health depends on beside the job. */
export type Surroundings = {
  readonly liveWorkers: number;
  readonly nowMs: number;
  readonly isRepeated?: boolean;
};

/** True when listed = stored + skipped + failed + aborted + pending, and no count is negative. */
export function countsAddUp(counts: TransferCounts): boolean {
  const perState = TRANSFER_STATES.map((state) => counts[state]);
  return perState.every((count) => count >= 0) && sum(perState) === counts.listed;
}

/** What a job waits for before it ends: transfers that are not terminal, and listings. */
export function pendingOf(counts: TransferCounts): number {
  const { listing, planned, uploading, completing, verifying, aborting } = counts;
  return listing + planned + uploading + completing + verifying + aborting;
}

/**
 * The job's state follows from its counts alone; nothing stores it. Counts that do not add up never
 * succeed, and no more does a job whose listing broke: what it did not list is not known.
 */
export function jobStateOf(
  counts: TransferCounts,
  isCancelled: boolean,
  brokenShards = 0,
): JobState {
  if (pendingOf(counts) > 0 || !countsAddUp(counts)) {
    return runningStateOf(counts);
  }
  const done = counts.stored + counts.skipped;
  if (done === counts.listed && brokenShards === 0) {
    return "succeeded";
  }
  if (isCancelled && (counts.aborted > 0 || brokenShards > 0)) {
    return "cancelled";
  }
  return done > 0 ? "completed_with_errors" : "failed";
}

export function stateOfJob({
  counts,
  isCancelled,
  bulk,
}: Pick<JobRecord, "counts" | "isCancelled" | "bulk">): JobState {
  return jobStateOf(counts, isCancelled, bulk?.brokenShards);
}

export function isFinished(state: JobState): state is FinishedJobState {
  return ["succeeded", "completed_with_errors", "failed", "cancelled"].includes(state);
}

function runningStateOf(counts: TransferCounts): JobState {
  if (counts.uploading + counts.aborting > 0) {
    return "transferring";
  }
  if (counts.completing + counts.verifying > 0) {
    return "completing";
  }
  return counts.planned === counts.listed ? "queued" : "planning";
}

/**
 * No part uploaded for this long while some were due: something is stuck. Parts of a worker that died
 * wait for their leases, well below this, without being called so.
 */
const STALLED_AFTER_MS = 60_000;

/** A step that fails again and again, or waits for a cause, is tried twice in this time. */
const HELD_UP_FOR_MS = 60_000;

const THROTTLES: readonly ErrorCode[] = ["store-throttled", "source-throttled"];

/**
 * What is wrong right now with a job that is not finished.
 *
 * @param isRepeated whether a process repeats work for it that fails, of which the job itself does not know
 */
export function jobHealthOf(
  record: JobRecord,
  { liveWorkers, nowMs, isRepeated = false }: Surroundings,
): JobHealth {
  const { counts, lastFailure: failure, heldUpAtMs = Number.NEGATIVE_INFINITY } = record;
  if (isFinished(stateOfJob(record))) {
    return "ok";
  }
  const hasParts = counts.uploading > 0;
  if (hasParts && liveWorkers === 0) {
    return "waiting_for_workers";
  }
  const progressAtMs = record.lastProgressAtMs ?? record.job.createdAtMs;
  if (failure !== undefined && failure.atMs >= progressAtMs) {
    return THROTTLES.includes(failure.code) ? "throttled" : "retrying";
  }
  if (isRepeated || nowMs - heldUpAtMs < HELD_UP_FOR_MS) {
    return "degraded";
  }
  if (hasParts && nowMs - progressAtMs > STALLED_AFTER_MS) {
    return "stalled";
  }
  // What stands in the way says more than that it takes too long.
  return record.late === undefined ? "ok" : "late";
}

/** Planned objects of a list are counted with their bytes; a single one is looked at first. */
export function areTotalsFinal({ job, counts }: Pick<JobRecord, "job" | "counts">): boolean {
  return job.bulk === undefined ? counts.planned === 0 : counts.listing === 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
