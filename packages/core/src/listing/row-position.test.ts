import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareKeys } from "./key-order.ts";
import { rowPosition } from "./row-position.ts";

const place = fc.record(
  {
    epoch: fc.integer({ min: 1, max: 999_999 }),
    number: fc.nat(999_999_999),
    line: fc.integer({ min: 1, max: 999_999_998 }),
  },
  { requiredKeys: ["epoch", "number"] },
);

describe("a position among the rows of a job", () => {
  test("is in the order of segments and lines, the end of a segment behind its lines", () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const { line = Number.POSITIVE_INFINITY } = one;
        const { line: otherLine = Number.POSITIVE_INFINITY } = other;
        fc.pre(line !== otherLine);

        expect(Math.sign(compareKeys(rowPosition(one), rowPosition(other)))).toBe(
          Math.sign(one.epoch - other.epoch || one.number - other.number || line - otherLine),
        );
      }),
    );
  });
});
