import type { RowSegmentId } from "../batches/row-segment.js";
/**
 * The place of a row as an entry's position, in the order in which segments are handed out: a line of a segment,
 * from 1; without one the end of it.
 */
export declare function rowPosition({ epoch, number, line, }: RowSegmentId & {
    readonly line?: number;
}): string;
