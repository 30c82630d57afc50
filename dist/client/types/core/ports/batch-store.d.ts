import type { BatchRef, BatchReport, BatchReported, BatchStart, BatchTask } from "../batches/batch-task.js";
/**
 * Batches of bulk jobs on their way through workers. `PartDispatch.dispatch` claims them, in their
 * job's turn, and each holds a permit like a part.
 */
export type BatchStore = {
    /** One more attempt. The first one moves the entries from `planned` to `uploading`. Of a paused job the batch goes back to those that wait. */
    beginBatch(ref: BatchRef): Promise<BatchStart>;
    /**
     * Moves the job's counts and keeps the rows, once, in one step. What is left comes again under the same
     * number; a batch without rest is done, and joins the open segment.
     */
    reportBatch(report: BatchReport): Promise<BatchReported>;
    /** Gives a batch back as it was, for nothing was tried: the attempt is not a lost one. */
    releaseBatch(ref: BatchRef & {
        readonly attempt: number;
        readonly delayMs: number;
    }): Promise<void>;
    /** Tasks that have held their permit for this long; each is returned once per `heldMs`. The queue leaves alone what it still has. */
    heldBatches(tenant: string, heldMs: number, limit: number): Promise<readonly BatchTask[]>;
};
