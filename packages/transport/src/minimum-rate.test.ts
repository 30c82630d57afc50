import { describe, expect, test } from "vitest";
import { MinimumRate } from "./minimum-rate.ts";

/** 100 bytes in each window. */
const LIMITS = { minimumBytesPerSecond: 100, rateWindowMs: 1_000 };

describe("MinimumRate", () => {
  test("judges nothing before a window is full", () => {
    const rate = new MinimumRate(LIMITS);

    expect(rate.note(999, 0)).toBe(true);
    expect(rate.leftMs).toBe(1);
  });

  test("refuses a window without bytes", () => {
    expect(new MinimumRate(LIMITS).note(1_000, 0)).toBe(false);
  });

  test("refuses bytes that drip too slowly", () => {
    const rate = new MinimumRate(LIMITS);

    const verdicts = Array.from({ length: 10 }, () => rate.note(100, 9));

    expect(verdicts).toEqual([...Array(9).fill(true), false]);
  });

  test("accepts bytes that drip just fast enough, window after window", () => {
    const rate = new MinimumRate(LIMITS);

    const verdicts = Array.from({ length: 30 }, () => rate.note(100, 10));

    expect(verdicts).not.toContain(false);
  });

  test("does not let a fast window pay for a slow one", () => {
    const rate = new MinimumRate(LIMITS);

    expect(rate.note(1_000, 1_000_000)).toBe(true);
    expect(rate.note(1_000, 99)).toBe(false);
  });

  test("does not count the time in which no reader waits", () => {
    const rate = new MinimumRate(LIMITS);

    expect(rate.note(0, 1)).toBe(true);
    expect(rate.leftMs).toBe(1_000);
  });
});
