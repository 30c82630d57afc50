import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareKeys } from "./key-order.ts";
import { isInRange, type KeyRange } from "./key-range.ts";
import { rangeMiddle } from "./range-middle.ts";

describe("the middle of a range", () => {
  test.each<[string, KeyRange, string, string | undefined]>([
    ["of all keys lies among printable characters", { after: "" }, "", "O"],
    ["lies behind what all keys begin with", { after: "img_0001" }, "img_", "img_W"],
    ["divides the first characters that differ", { after: "a/1", to: "a/5" }, "a/", "a/3"],
    ["may be next to the start", { after: "a/1/x", to: "a/2/y" }, "a/", "a/2"],
    [
      "lies deeper where the end leaves nothing beside the start",
      { after: "a/1", to: "a/2" },
      "a/",
      "a/1O",
    ],
    ["is found behind keys of other characters", { after: "\u{1f600}" }, "", "\u{1f600}O"],
  ])("%s", (_name, range, prefix, middle) => {
    expect(rangeMiddle(range, prefix)).toBe(middle);
  });

  test("is inside of its range, begins with the prefix, and can be written", () => {
    const key = fc.string({ unit: "grapheme", maxLength: 6 });
    fc.assert(
      fc.property(fc.string({ maxLength: 2 }), key, key, (prefix, one, other) => {
        const [after = "", to = ""] = [prefix + one, prefix + other].toSorted(compareKeys);
        const middle = rangeMiddle({ after, to }, prefix);

        if (middle !== undefined) {
          expect(isInRange(middle, { after, to }) && middle !== to).toBe(true);
          expect(middle.startsWith(prefix) && middle.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  test("ends at one key, however often its upper half is left out", () => {
    let to: string | undefined = "logs/2024/01/02.gz";
    let halvings = 0;
    for (let middle: string | undefined = "x"; middle !== undefined && halvings < 1000; ) {
      middle = rangeMiddle(
        { after: "logs/2024/01/01.gz", ...(to !== undefined && { to }) },
        "logs/",
      );
      to = middle ?? to;
      halvings += 1;
    }

    expect(halvings).toBeLessThan(200);
  });
});
