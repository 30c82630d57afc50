import { expect, test } from "vitest";
import { boundOfPhases, NO_TIME, sumOfPhases } from "./phases.ts";

// [firstByteMs, readMs, sendMs, responseMs, what bounds]
test.each([
  [0, 0, 0, 0, undefined],
  [50, 900, 100, 20, "source"],
  [900, 50, 100, 20, "source"],
  [5, 100, 900, 20, "store"],
  [5, 100, 20, 900, "store"],
  [20, 480, 450, 50, "link"],
] as const)(
  "of %d, %d, %d and %d ms bytes wait for %s",
  (firstByteMs, readMs, sendMs, responseMs, bound) => {
    const phases = { queueMs: 1_000_000, firstByteMs, readMs, sendMs, responseMs };

    expect(boundOfPhases(phases)).toBe(bound);
  },
);

test("phases add up, the second by its weight", () => {
  const one = { queueMs: 1, firstByteMs: 2, readMs: 3, sendMs: 4, responseMs: 5 };

  expect(sumOfPhases(NO_TIME, one)).toEqual(one);
  expect(sumOfPhases(one, one, 2)).toEqual({
    ...{ queueMs: 3, firstByteMs: 6, readMs: 9, sendMs: 12, responseMs: 15 },
  });
});
