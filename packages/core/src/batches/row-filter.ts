import type { RowFilter } from "../jobs/bulk-job.ts";
import { compileFilter } from "../listing/glob.ts";
import { isTrouble, type Row } from "./row.ts";
import type { RowSegmentHead } from "./row-segment.ts";

/**
 * Whether a row is of one of the outcomes, of one of the codes, and taken by the globs, which are compared
 * with its whole key.
 *
 * @throws PenstockError `request-invalid` for a glob that is none
 */
export function compileRowFilter({ outcomes, codes, keys }: RowFilter): (row: Row) => boolean {
  const takesKey = keys === undefined ? () => true : compileFilter(keys);
  return ({ key, outcome, cause }) =>
    (outcomes?.includes(outcome) ?? true) &&
    (codes === undefined || (cause !== undefined && codes.includes(cause.code))) &&
    takesKey(key);
}

/** Whether every row that it takes is among those that are kept apart from the rest. */
export function takesTroubleAlone({ outcomes }: RowFilter): boolean {
  return outcomes?.every((outcome) => isTrouble({ outcome })) ?? false;
}

/** Whether a segment may have such rows among those that are trouble: its head tells. */
export function mayHaveTrouble(
  { trouble }: Pick<RowSegmentHead, "trouble">,
  { outcomes, codes }: RowFilter,
): boolean {
  return trouble.some(
    ({ outcome, code }) =>
      (outcomes?.includes(outcome) ?? true) &&
      (codes === undefined || (code !== undefined && codes.includes(code))),
  );
}
