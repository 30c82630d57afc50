import type { RowCounts } from "../batches/batch-task.js";
import type { RowSegmentHead } from "../batches/row-segment.js";
import type { RowTally } from "../batches/row-tally.js";
import type { Selection, Verb } from "../jobs/bulk-job.js";
import type { JobRecord } from "../jobs/job.js";
/** Everything of a bulk job's receipt that its signature covers: what was asked, and what its rows are. */
export type BulkReceiptBody = {
    v: 1;
    kind: "bulk";
    jobId: string;
    verb: Verb;
    source: {
        connection: string;
        kind: Selection["kind"];
        /** The prefix, the folder, the key of the manifest, or the job of the rows. */
        of?: string;
        keys?: string[];
        include?: string[];
        exclude?: string[];
    };
    destination: {
        connection: string;
        key: string;
    };
    /** Of the ledger that ended the job: above 1 it was lost in between. */
    epoch: number;
    counts: RowCounts & {
        listed: number;
    };
    /** Pieces of the listing that could not be listed to their end. */
    brokenPieces: number;
    extra: number;
    coveredBytes: number;
    segments: BulkReceiptSegment[];
    /** RFC 3339, like the next one. */
    acceptedAt: string;
    endedAt: string;
};
type BulkReceiptSegment = {
    epoch: number;
    number: number;
    rows: number;
    counts: RowCounts;
    trouble: RowTally[];
    /** Of its file of rows as it lies in the journal, in hex. */
    rowsSha256: string;
    troubleSha256: string;
};
/** Made of what does not change any more; undefined for a job that has not ended, or that is none of these. */
export declare function bulkReceiptOf({ job, counts, bulk, finishedAtMs }: JobRecord, heads: readonly RowSegmentHead[]): BulkReceiptBody | undefined;
export {};
