import { expect, test } from "vitest";
import { planParts } from "../transfers/part-plan.ts";
import { limitsWithParts } from "./limits-with-parts.ts";
import { STORE_PROFILES } from "./store-profile.ts";

const GIB = 1024 ** 3;

test("more parts make larger objects possible, and smaller parts", () => {
  const limits = limitsWithParts(STORE_PROFILES.swift.limits, 10_000);

  expect(limits).toEqual(STORE_PROFILES.other.limits);
  const sizeBytes = 6000 * GIB;
  expect(() => planParts({ sizeBytes, limits: STORE_PROFILES.swift.limits })).toThrow(/at most/);
  expect(planParts({ sizeBytes, limits }).partCount).toBeGreaterThan(1000);
});

test("a store's own limit of bytes stays, however many parts there may be", () => {
  const { limits } = STORE_PROFILES.gcs;

  expect(limitsWithParts(limits, 10_000)).toEqual(limits);
  expect(limitsWithParts(limits, 10).maxObjectBytes).toBe(10 * limits.maxPartBytes);
});
