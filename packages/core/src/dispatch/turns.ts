/**
 * How many bytes a job's turn in its tenant's run queue is worth: about a part. The queue turns over
 * jobs by deficit round-robin, so that a job with little to do waits for a turn of each other job, and
 * not for all that they have. For its first turn the job that came last goes ahead, every other time.
 */
export const TURN_BYTES = 16 * 1024 * 1024;
/** What a request costs beside its bytes, or a thousand empty objects would be free. */
const OBJECT_BYTES = 64 * 1024;
/** A larger part costs no more, or its job would wait for so many rounds that its buffers run dry. */
const MAX_COST = 4 * TURN_BYTES;

/** A job's turn is as long as its weight says: a job of weight 3 moves three times as much in each round. */
export function turnBytes(weight = 1): number {
  return TURN_BYTES * weight;
}

/**
 * What a claim of a part, or of a batch, takes of its job's turn. The bytes of a part are those as well that the last
 * tasks of its transfer continued with, which were claimed of no turn.
 */
export function turnCost({
  bytes,
  objects,
}: {
  readonly bytes: number;
  readonly objects: number;
}): number {
  return Math.min(MAX_COST, Math.max(bytes, objects * OBJECT_BYTES));
}
