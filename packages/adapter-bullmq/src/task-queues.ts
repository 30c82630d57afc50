import type { BatchTask, FinalizeTask, ListingTask, TaskRef, Transfer } from "@penstock/core";

/** `finalize` is a queue of its own so that completing never waits behind parts. */
export type TaskQueueName = "plan" | "parts" | "finalize" | "schedules" | "webhooks";

/** The braces are a Redis Cluster hash tag: BullMQ's scripts touch several keys of a queue at once. */
export const DEFAULT_PREFIX = "{penstock}";

/**
 * No task is put off for longer. What has to wait longer is asked again then, and says so again: a task that is due later
 * than this was put off by a clock that is ahead.
 */
export const LONGEST_DELAY_MS = 120_000;

// Job ids are identities, so that a task which is queued already is not queued twice. BullMQ refuses
// ids that are numbers or hold a colon.

export function planJobId({ id, generation }: Transfer): string {
  return `${id}-${generation}`;
}

export function listingJobId({ jobId }: ListingTask): string {
  return `listing-${jobId}`;
}

export function partJobId({ transferId, generation, taskPart }: TaskRef): string {
  return `${transferId}-${generation}-${taskPart}`;
}

export function batchJobId({ jobId, epoch, number }: BatchTask): string {
  return `${jobId}-${epoch}-${number}`;
}

export function finalizeJobId({ transferId, generation, action }: FinalizeTask): string {
  return `${transferId}-${generation}-${action}`;
}
