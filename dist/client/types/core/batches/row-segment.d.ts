import type { TransferId } from "../ids.js";
import type { KeyRange } from "../listing/key-range.js";
import type { RowCounts } from "./batch-task.js";
import type { RowTally } from "./row-tally.js";
/** So many batches, or so many transfers, close a segment; time closes it as well. */
export declare const SEGMENT_BATCHES = 16;
export declare const SEGMENT_TRANSFERS = 64;
export declare const SEGMENT_OPEN_MS = 5000;
/** Unique in its job. */
export type RowSegmentId = {
    readonly epoch: number;
    readonly number: number;
};
/** What a closed segment is made of, frozen before anything of it is written. */
export type ClosedSegment = RowSegmentId & {
    readonly batches: readonly SegmentBatch[];
    /** Large entries that ended: their rows are made of their transfers, which do not change any more. */
    readonly transfers: readonly TransferId[];
};
export type SegmentBatch = {
    readonly number: number;
    readonly range: KeyRange & {
        readonly to: string;
    };
    readonly counts: RowCounts;
    readonly coveredBytes: number;
    readonly extra: number;
};
/** The head of a segment as it lies in the journal. */
export type RowSegmentHead = ClosedSegment & {
    /** Of all its rows, those of transfers included. */
    readonly counts: RowCounts;
    readonly coveredBytes: number;
    readonly extra: number;
    /** How many rows lie in it. */
    readonly rows: number;
    /** Those of them that are trouble: a segment without rows of a kind need not be read for that kind. */
    readonly trouble: readonly RowTally[];
    /** SHA-256 of the rows as they lie, in hex. */
    readonly rowsSha256: string;
    readonly troubleSha256: string;
};
/**
 * Which segments of older epochs count, decided once for each epoch, by the process that wrote it first. Rows
 * are those of these segments, and of every segment of the epoch itself.
 */
export type ListingRecovery = {
    readonly epoch: number;
    readonly accepted: readonly RowSegmentId[];
    /** The job has ended with these: the epoch is one that nothing is opened as. */
    readonly isFinal?: true;
};
