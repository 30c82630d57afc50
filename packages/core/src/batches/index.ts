export type {
  BatchEntry,
  BatchRef,
  BatchReport,
  BatchReported,
  BatchStart,
  BatchTask,
  RowCounts,
  WorkTask,
} from "./batch-task.ts";
export { isBatchTask } from "./batch-task.ts";
export { compareListed, compareLooked, type Verdict } from "./compare.ts";
export { isInSample } from "./key-sample.ts";
export {
  CHECK_OUTCOMES,
  COPY_OUTCOMES,
  type CopyOutcome,
  countedAs,
  isTrouble,
  isUnchanged,
  REPORT_ROWS,
  type ReportRows,
  type Row,
  type RowOutcome,
  type Verb,
} from "./row.ts";
export { compileRowFilter, mayHaveTrouble, takesTroubleAlone } from "./row-filter.ts";
export {
  type ClosedSegment,
  type ListingRecovery,
  type RowSegmentHead,
  type RowSegmentId,
  SEGMENT_BATCHES,
  SEGMENT_OPEN_MS,
  SEGMENT_TRANSFERS,
  type SegmentBatch,
} from "./row-segment.ts";
export { type RowTally, sumOfTallies, tallyOf } from "./row-tally.ts";
export { rowOfTransfer } from "./transfer-row.ts";
