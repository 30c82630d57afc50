/**
 * How many bytes a job's turn in its tenant's run queue is worth: about a part. The queue turns over
 * jobs by deficit round-robin, so that a job with little to do waits for a turn of each other job, and
 * not for all that they have.
 */
export declare const TURN_BYTES: number;
/** What a claim of a part, or of a batch, takes of its job's turn. */
export declare function turnCost({ bytes, objects, }: {
    readonly bytes: number;
    readonly objects: number;
}): number;
