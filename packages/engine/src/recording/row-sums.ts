import type { RowCounts } from "@penstock/core";

export const NO_ROWS: RowCounts = { stored: 0, skipped: 0, failed: 0, aborted: 0 };

export function added(one: RowCounts, other: RowCounts): RowCounts {
  return {
    stored: one.stored + other.stored,
    skipped: one.skipped + other.skipped,
    failed: one.failed + other.failed,
    aborted: one.aborted + other.aborted,
  };
}

export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
