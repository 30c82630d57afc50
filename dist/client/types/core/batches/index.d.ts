export type { BatchEntry, BatchRef, BatchReport, BatchReported, BatchStart, BatchTask, RowCounts, WorkTask, } from "./batch-task.js";
export { isBatchTask } from "./batch-task.js";
export { compareListed, compareLooked, type Verdict } from "./compare.js";
export { isInSample } from "./key-sample.js";
export { CHECK_OUTCOMES, COPY_OUTCOMES, type CopyOutcome, countedAs, isTrouble, type Row, type RowOutcome, } from "./row.js";
export { compileRowFilter, mayHaveTrouble, takesTroubleAlone } from "./row-filter.js";
export { type ClosedSegment, type ListingRecovery, type RowSegmentHead, type RowSegmentId, SEGMENT_BATCHES, SEGMENT_OPEN_MS, SEGMENT_TRANSFERS, type SegmentBatch, } from "./row-segment.js";
export { type RowTally, sumOfTallies, tallyOf } from "./row-tally.js";
export { rowOfTransfer } from "./transfer-row.js";
