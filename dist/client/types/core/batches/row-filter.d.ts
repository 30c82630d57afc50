import type { RowFilter } from "../jobs/bulk-job.js";
import { type Row } from "./row.js";
import type { RowSegmentHead } from "./row-segment.js";
/**
 * Whether a row is of one of the outcomes, of one of the codes, and taken by the globs, which are compared
 * with its whole key.
 *
 * @throws PenstockError `request-invalid` for a glob that is none
 */
export declare function compileRowFilter({ outcomes, codes, keys }: RowFilter): (row: Row) => boolean;
/** Whether every row that it takes is among those that are kept apart from the rest. */
export declare function takesTroubleAlone({ outcomes }: RowFilter): boolean;
/** Whether a segment may have such rows among those that are trouble: its head tells. */
export declare function mayHaveTrouble({ trouble }: Pick<RowSegmentHead, "trouble">, { outcomes, codes }: RowFilter): boolean;
