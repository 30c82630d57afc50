import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RowFilter } from "../jobs/bulk-job.ts";
import { CHECK_OUTCOMES, COPY_OUTCOMES, isTrouble, type Row } from "./row.ts";
import { compileRowFilter, mayHaveTrouble, takesTroubleAlone } from "./row-filter.ts";
import { tallyOf } from "./row-tally.ts";

const outcome = fc.constantFrom(...COPY_OUTCOMES, ...CHECK_OUTCOMES);
const code = fc.constantFrom("source-missing", "store-throttled", "cancelled");

const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.record(
    {
      key: fc.constantFrom("a/1", "a/2", "b"),
      sizeBytes: fc.nat(),
      outcome,
      destinationKey: fc.constant("d"),
      cause: fc.record({ code, message: fc.constant("") }),
    },
    { requiredKeys: ["key", "sizeBytes", "outcome", "destinationKey"] },
  ),
);
const filters: fc.Arbitrary<RowFilter> = fc.record(
  { outcomes: fc.uniqueArray(outcome), codes: fc.uniqueArray(code) },
  { requiredKeys: [] },
);

describe("a filter of rows", () => {
  test("takes a row that fits all that is given", () => {
    const row: Row = {
      ...{ key: "a/1", sizeBytes: 1, outcome: "failed", destinationKey: "a/1" },
      cause: { code: "source-missing", message: "" },
    };
    const takes = (filter: RowFilter) => compileRowFilter(filter)(row);

    expect(takes({})).toBe(true);
    expect(takes({ outcomes: ["failed"], codes: ["source-missing"] })).toBe(true);
    expect(takes({ keys: { include: ["a/*"], exclude: [] } })).toBe(true);
    expect(takes({ outcomes: ["stored"] })).toBe(false);
    expect(takes({ codes: ["store-throttled"] })).toBe(false);
    expect(takes({ keys: { include: [], exclude: ["a/**"] } })).toBe(false);
  });

  test("never passes over a segment that has such a row", () => {
    fc.assert(
      fc.property(rows, filters, (some, filter) => {
        const taken = some.filter(isTrouble).filter(compileRowFilter(filter));

        const head = { trouble: tallyOf(some.filter(isTrouble)) };

        expect(mayHaveTrouble(head, filter)).toBe(taken.length > 0);
      }),
    );
  });

  test("that takes trouble alone takes no other row", () => {
    fc.assert(
      fc.property(rows, filters, (some, filter) => {
        const others = some.filter((row) => !isTrouble(row)).filter(compileRowFilter(filter));

        expect(takesTroubleAlone(filter) ? others : []).toEqual([]);
      }),
    );
  });
});
