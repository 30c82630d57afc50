// When the last parts of a transfer are sent a second time, because one of them is slow.

import { canCombine, precedesBody } from "../bytes/checksum.ts";
import type { WorkerMeasure } from "../explain/measures.ts";
import { movingMs } from "../explain/phases.ts";
import type { StoreProfile } from "../stores/store-profile.ts";
import type { PartTask, TaskRef } from "./task.ts";
import type { Upload } from "./transfer.ts";

/**
 * A hedge is an attempt on which nothing relies: it holds no permit, consumes no attempt, is not tried again, and is named
 * by the task that it stands beside, minus its number. Whatever becomes of it, that task goes on as if it were alone.
 */
export function hedgeOf(task: PartTask): PartTask {
  return { ...task, taskPart: -task.taskPart };
}

export function isHedge({ taskPart }: Pick<TaskRef, "taskPart">): boolean {
  return taskPart < 0;
}

/** A part is last while so many of its transfer are missing at most. */
export const MOST_LAST_PARTS = 32;
/** Below, what is slow is chance. */
export const LEAST_SLOW_MS = 2000;
/** Of what a part takes the worker that is the fastest. */
const SLOW_FACTOR = 2;
/** What a worker said longer ago says nothing of now. */
const STALE_MS = 60_000;

/** For how long a part has to be under way to be slow; undefined where it is not known how fast it could be. */
export function slowAfterMs(workers: readonly WorkerMeasure[], nowMs: number): number | undefined {
  const times = workers
    .filter(({ atMs, recent }) => nowMs - atMs < STALE_MS && recent.units > 0)
    .map(({ recent }) => movingMs(recent.phases) / recent.units);
  return times.length === 0 ? undefined : Math.max(LEAST_SLOW_MS, SLOW_FACTOR * Math.min(...times));
}

/**
 * Whether two bodies of the same bytes under one number are the same part for the Complete, whichever came last: by
 * their ETag, or because the store compares the whole object with what was read.
 */
export function mayHedge({ behaviour }: Pick<StoreProfile, "behaviour">, upload: Upload): boolean {
  const isProvedByStore = canCombine(upload.checksum) && precedesBody(upload.checksum);
  const isMultipart = upload.uploadId !== undefined && upload.serverSideCopySource === undefined;
  return isMultipart && (isProvedByStore || behaviour.partETag.is === "of-bytes");
}
