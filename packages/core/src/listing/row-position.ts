import type { RowSegmentId } from "../batches/row-segment.ts";

const EPOCH_DIGITS = 6;
const SEGMENT_DIGITS = 9;
const LINE_DIGITS = 9;
/** Behind every line that a segment can have. */
const END = "9".repeat(LINE_DIGITS);

/**
 * The place of a row as an entry's position, in the order in which segments are handed out: a line of a segment,
 * from 1; without one the end of it.
 */
export function rowPosition({
  epoch,
  number,
  line,
}: RowSegmentId & { readonly line?: number }): string {
  const at = line === undefined ? END : digits(line, LINE_DIGITS);
  return digits(epoch, EPOCH_DIGITS) + digits(number, SEGMENT_DIGITS) + at;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
