import { describe, expect, test } from "vitest";
import { seededRandom } from "./seeded-random.ts";

describe("seededRandom", () => {
  test("gives the same values for the same seed and others for another", () => {
    const [one, same, other] = [seededRandom(1), seededRandom(1), seededRandom(2)];

    const bytes = one.bytes(1_001);

    expect(bytes).toHaveLength(1_001);
    expect(same.bytes(1_001)).toEqual(bytes);
    expect(other.bytes(1_001)).not.toEqual(bytes);
    expect(same.unit()).toBe(one.unit());
  });

  test("spreads its units over [0, 1)", () => {
    const random = seededRandom(3);

    const units = Array.from({ length: 10_000 }, () => random.unit());

    const mean = units.reduce((sum, unit) => sum + unit, 0) / units.length;
    expect(Math.min(...units)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...units)).toBeLessThan(1);
    expect(mean).toBeCloseTo(0.5, 1);
  });
});
