import type { Row, RowOutcome } from "./row.ts";

/** How many rows have an outcome and, where they say why, a code. */
export type RowTally = {
  readonly outcome: RowOutcome;
  readonly code?: string;
  readonly rows: number;
};

/** Ordered, so that two processes that count the same rows write the same. */
export function tallyOf(rows: Iterable<Pick<Row, "outcome" | "cause">>): readonly RowTally[] {
  const ones = Array.from(rows, ({ outcome, cause }) => ({
    outcome,
    ...(cause !== undefined && { code: cause.code }),
    rows: 1,
  }));
  return sumOfTallies(ones);
}

export function sumOfTallies(tallies: Iterable<RowTally>): readonly RowTally[] {
  const sums = new Map<string, RowTally>();
  for (const tally of tallies) {
    const name = nameOf(tally);
    sums.set(name, { ...tally, rows: (sums.get(name)?.rows ?? 0) + tally.rows });
  }
  return [...sums.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, tally]) => tally);
}

function nameOf({ outcome, code = "" }: RowTally): string {
  return `${outcome} ${code}`;
}
