import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Row } from "./row.ts";
import { sumOfTallies, tallyOf } from "./row-tally.ts";

type Counted = Pick<Row, "outcome" | "cause">;

const rows: fc.Arbitrary<Counted[]> = fc.array(
  fc.record(
    {
      outcome: fc.constantFrom("failed", "aborted", "differs", "unreadable"),
      cause: fc.record({
        code: fc.constantFrom("source-missing", "store-throttled"),
        message: fc.string(),
      }),
    },
    { requiredKeys: ["outcome"] },
  ),
);

describe("a tally of rows", () => {
  test("counts each row once, by outcome and code", () => {
    const cause = { code: "source-missing", message: "" } as const;

    expect(
      tallyOf([
        { outcome: "failed", cause },
        { outcome: "differs" },
        { outcome: "failed", cause },
        { outcome: "failed", cause: { ...cause, code: "key-invalid" } },
      ]),
    ).toEqual([
      { outcome: "differs", rows: 1 },
      { outcome: "failed", code: "key-invalid", rows: 1 },
      { outcome: "failed", code: "source-missing", rows: 2 },
    ]);
  });

  test("is the same in whatever order the rows come, and however they are cut", () => {
    fc.assert(
      fc.property(rows, rows, (some, others) => {
        const whole = tallyOf([...some, ...others]);

        expect(tallyOf([...others, ...some])).toEqual(whole);
        expect(sumOfTallies([...tallyOf(others), ...tallyOf(some)])).toEqual(whole);
      }),
    );
  });
});
