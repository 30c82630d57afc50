import type { ClosedSegment, RowSegmentId } from "../batches/row-segment.js";
import type { JobId } from "../ids.js";
/** Rows in the ledger: they wait there until a recorder has written their segment to the journal. */
export type RowStore = {
    /** Jobs with rows that may be recorded now; each is returned once per `idleMs`. */
    recordable(tenant: string, idleMs: number, limit: number): Promise<readonly JobId[]>;
    /**
     * Closes the open segment if it is full, open for `SEGMENT_OPEN_MS`, or the last one, and returns all
     * that are closed and not forgotten. What is in a closed segment never changes.
     */
    closeSegments(tenant: string, jobId: JobId): Promise<readonly ClosedSegment[]>;
    /**
     * The rows of a segment's batches, as gzip members in the order of the batches and of their reports;
     * undefined once it was forgotten, also in between.
     */
    segmentRows(tenant: string, jobId: JobId, segment: RowSegmentId): Promise<{
        readonly rows: readonly Uint8Array[];
        readonly troubleRows: readonly Uint8Array[];
    } | undefined>;
    /**
     * The segment is durable elsewhere: its batches and transfers go. True: by this there is room again
     * for half of what a job may have under way, and something is left to list.
     */
    forgetSegment(tenant: string, jobId: JobId, segment: RowSegmentId): Promise<boolean>;
    /** Rows of reports that are in no closed segment yet, for a report of a job that runs. */
    openRows(tenant: string, jobId: JobId): Promise<readonly Uint8Array[]>;
};
