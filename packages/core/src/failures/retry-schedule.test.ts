import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generationPauseMs, retryDelayMs } from "./retry-schedule.ts";

const CAP_MS = 30_000;
const failures = fc.integer({ min: 1, max: 10_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("retryDelayMs", () => {
  test("stays between 100 ms and 30 s, however often it failed", () => {
    fc.assert(
      fc.property(failures, random, (count, unit) => {
        const delayMs = retryDelayMs("store-unreachable", count, unit);

        expect(delayMs).toBeGreaterThanOrEqual(100);
        expect(delayMs).toBeLessThanOrEqual(CAP_MS);
      }),
    );
  });

  test.each([
    ["store-unreachable", 1, 400],
    ["store-unreachable", 3, 1600],
    ["store-unreachable", 20, CAP_MS],
    ["store-throttled", 1, 2000],
    ["source-throttled", 2, 4000],
  ] as const)("lets %s wait, after failure %d, at most %d ms", (code, count, ceilingMs) => {
    expect(retryDelayMs(code, count, 0.999_999)).toBe(ceilingMs);
  });

  test("spreads workers that failed together over the whole pause", () => {
    const delays = [0, 0.25, 0.5, 0.75].map((unit) => retryDelayMs("store-unreachable", 5, unit));

    expect(delays).toEqual([100, 1675, 3250, 4825]);
  });

  test("is more patient with a store that throttles", () => {
    expect(retryDelayMs("store-throttled", 1, 0)).toBeGreaterThan(
      retryDelayMs("store-unreachable", 1, 0),
    );
  });
});

describe("generationPauseMs", () => {
  test("grows with each generation, and the first one does not wait", () => {
    expect([1, 2, 3].map(generationPauseMs)).toEqual([0, 2000, 20_000]);
  });
});
