import type { Row, RowOutcome } from "./row.js";
/** How many rows have an outcome and, where they say why, a code. */
export type RowTally = {
    readonly outcome: RowOutcome;
    readonly code?: string;
    readonly rows: number;
};
/** Ordered, so that two processes that count the same rows write the same. */
export declare function tallyOf(rows: Iterable<Pick<Row, "outcome" | "cause">>): readonly RowTally[];
export declare function sumOfTallies(tallies: Iterable<RowTally>): readonly RowTally[];
