import type { ListingRecovery, RowSegmentHead, RowSegmentId } from "../batches/row-segment.js";
import type { JobRef } from "./journal.js";
/**
 * Rows of bulk jobs outside the ledger: a part of the journal. What is not in a segment here has not
 * happened, as far as a ledger that was lost is concerned. A segment is written once and never replaced. Every method may be repeated, and rejects with `journal-unavailable`.
 */
export type RowArchive = {
    /**
     * Resolves once it survives the loss of Redis and of this machine's power. False: another segment lies
     * there under this name, and stays. The ledger that this one comes from does not count then, for its epoch
     * was opened twice or it fell back: the next one has to be decided. That none is missed, segments of an
     * epoch are written in their order.
     */
    write(job: JobRef, head: RowSegmentHead, rows: {
        readonly rows: readonly Uint8Array[];
        readonly troubleRows: readonly Uint8Array[];
    }): Promise<boolean>;
    /** Heads of all segments of the job, by epoch and number, also of those that were never accepted. */
    heads(job: JobRef): Promise<readonly RowSegmentHead[]>;
    /** Gzip members of JSON lines. Rejects where it is not there or not what its head says. */
    read(job: JobRef, segment: RowSegmentId, which: "all" | "trouble"): AsyncIterable<Uint8Array>;
    /** The newest decision; undefined for a job whose ledger was never lost. */
    recovery(job: JobRef): Promise<ListingRecovery | undefined>;
    /** Written once for an epoch: the first one decides. Returns what was decided. */
    decide(job: JobRef, recovery: ListingRecovery): Promise<ListingRecovery>;
    remove(job: JobRef): Promise<void>;
};
