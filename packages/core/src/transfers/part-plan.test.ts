import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endByte } from "../bytes/byte-range.ts";
import { PenstockError } from "../failures/errors.ts";
import { STORE_PROFILES, type StoreLimits } from "../stores/store-profile.ts";
import { type PartPlan, partRange, planParts } from "./part-plan.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;
const LARGEST = Math.floor(48.8 * TIB);
const aws = STORE_PROFILES.aws.limits;
const profiles = Object.entries(STORE_PROFILES).map(
  ([name, { limits }]): readonly [string, StoreLimits] => [name, limits],
);

/** Sizes of every order of magnitude: a uniform draw up to 48.8 TiB would never see a small one. */
const sizes = fc
  .integer({ min: 0, max: Math.ceil(Math.log2(LARGEST)) })
  .chain((bits) => fc.maxSafeNat().map((n) => n % Math.min(2 ** bits, LARGEST + 1)));
const wishes = fc.integer({ min: 1, max: 5120 }).map((mib) => mib * MIB);

function rejectionOf(request: Parameters<typeof planParts>[0]): PenstockError {
  try {
    planParts(request);
  } catch (error) {
    if (error instanceof PenstockError && error.code === "plan-impossible") {
      return error;
    }
    throw error;
  }
  throw new Error(`${request.sizeBytes} bytes were planned`);
}

/** Every rule that a plan keeps, whatever the object and the store. */
function expectLegal(plan: PartPlan, sizeBytes: number, limits: StoreLimits): void {
  if (plan.strategy === "put") {
    expect(sizeBytes).toBeLessThanOrEqual(limits.maxPutBytes);
    expect(plan).toMatchObject({ sizeBytes, partSizeBytes: sizeBytes, partCount: 1 });
    return;
  }
  expect(plan.sizeBytes).toBe(sizeBytes);
  expect(plan.partCount).toBeGreaterThan(1);
  expect(plan.partCount).toBeLessThanOrEqual(limits.maxParts);
  expect(plan.partSizeBytes % MIB).toBe(0);
  expect(plan.partSizeBytes).toBeGreaterThanOrEqual(limits.minPartBytes);
  expect(plan.partSizeBytes).toBeLessThanOrEqual(limits.maxPartBytes);
  expectTiled(plan);
}

function expectTiled(plan: PartPlan): void {
  // Only failing parts are collected: an expect per part would make 10 000 parts slow.
  const wrong: number[] = [];
  let nextByte = 0;
  for (let number = 1; number <= plan.partCount; number += 1) {
    const range = partRange(plan, number);
    const isLast = number === plan.partCount;
    const isWhole = isLast
      ? range.lengthBytes > 0 && range.lengthBytes <= plan.partSizeBytes
      : range.lengthBytes === plan.partSizeBytes;
    if (range.startByte !== nextByte || !isWhole) {
      wrong.push(number);
    }
    nextByte = endByte(range);
  }
  expect(wrong).toEqual([]);
  expect(nextByte).toBe(plan.sizeBytes);
}

describe("planParts", () => {
  test.each(profiles)("tiles every object exactly within the limits of %s", (_name, limits) => {
    fc.assert(
      fc.property(sizes, (size) => {
        const sizeBytes = Math.min(size, limits.maxObjectBytes);

        expectLegal(planParts({ sizeBytes, limits }), sizeBytes, limits);
      }),
      { numRuns: 40 },
    );
  });

  test.each(profiles)("tiles the largest object that %s takes", (_name, limits) => {
    const sizeBytes = limits.maxObjectBytes;

    expectLegal(planParts({ sizeBytes, limits }), sizeBytes, limits);
  });

  test.each(profiles)("keeps a wish, or says which sizes %s would take", (_name, limits) => {
    fc.assert(
      fc.property(sizes, wishes, (size, partSizeBytes) => {
        const sizeBytes = Math.min(size, limits.maxObjectBytes);
        let asked = partSizeBytes;
        try {
          planParts({ sizeBytes, limits, partSizeBytes });
        } catch (error) {
          const range = /(\d+) MiB to (\d+) MiB/.exec(String(error));
          expect(range, String(error)).not.toBeNull();
          const [smallest, largest] = [Number(range?.[1]) * MIB, Number(range?.[2]) * MIB];
          expectLegal(planParts({ sizeBytes, limits, partSizeBytes: largest }), sizeBytes, limits);
          asked = smallest;
        }

        const plan = planParts({ sizeBytes, limits, partSizeBytes: asked });

        expectLegal(plan, sizeBytes, limits);
        expect(plan.strategy === "put" || plan.partSizeBytes === asked).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ["100 MiB", 100 * MIB, 7, 16],
    ["1 GiB", GIB, 64, 16],
    ["10 GiB", 10 * GIB, 640, 16],
    ["100 GiB", 100 * GIB, 800, 128],
    ["1 TiB", TIB, 8192, 128],
    ["5 TiB", 5 * TIB, 9498, 552],
    ["48.8 TiB", LARGEST, 9999, 5118],
  ])("cuts %s into the published number of parts", (_name, sizeBytes, partCount, partMib) => {
    const plan = planParts({ sizeBytes, limits: aws });

    expect(plan).toMatchObject({ partCount, partSizeBytes: partMib * MIB });
  });

  test.each([
    ["nothing", 0, "put", 1],
    ["one byte", 1, "put", 1],
    ["exactly one part", 16 * MIB, "put", 1],
    ["one byte more than a part", 16 * MIB + 1, "multipart", 2],
    ["exactly two parts", 32 * MIB, "multipart", 2],
  ])("carries %s as it should be", (_name, sizeBytes, strategy, partCount) => {
    expect(planParts({ sizeBytes, limits: aws })).toMatchObject({ strategy, partCount });
  });

  test.each([
    ["the default", 40 * MIB, {}, "the default size"],
    ["doubling", 100 * GIB, {}, "doubled towards at most 1000 parts"],
    ["growing", 5 * TIB, {}, "grown so that at most 9500 parts are needed"],
    ["the edge", LARGEST, {}, "the least that 10000 parts allow"],
    ["a wish", 40 * MIB, { partSizeBytes: 8 * MIB }, "as asked for"],
    ["one PUT", 9, {}, "the object fits in one part"],
    ["no ranges", 40 * MIB, { hasRanges: false }, "the source cannot be read in ranges"],
  ])("gives %s as the reason for its part size", (_name, sizeBytes, wish, reason) => {
    expect(planParts({ sizeBytes, limits: aws, ...wish }).reason).toBe(reason);
  });

  test.each([
    ["half a MiB", 5.5 * MIB],
    ["below the store's least", MIB],
    ["above the store's most", 5121 * MIB],
    ["nothing", 0],
    ["not a number", Number.NaN],
  ])("refuses a wish of %s", (_name, partSizeBytes) => {
    expect(rejectionOf({ sizeBytes: GIB, limits: aws, partSizeBytes }).message).toContain(
      "use whole MiB, 5 MiB to 5120 MiB",
    );
  });

  test("refuses a wish that needs more parts than the store takes", () => {
    const rejection = rejectionOf({ sizeBytes: TIB, limits: aws, partSizeBytes: 16 * MIB });

    expect(rejection.message).toContain("65536 parts");
    expect(rejection.message).toContain("105 MiB to 5120 MiB");
  });

  test("refuses an object that is larger than the store takes", () => {
    const limits = STORE_PROFILES.gcs.limits;

    expect(rejectionOf({ sizeBytes: 5 * TIB + 1, limits }).message).toContain(`${5 * TIB}`);
  });

  test("refuses a source without ranges that does not fit in one PUT", () => {
    const rejection = rejectionOf({ sizeBytes: 5 * GIB + 1, limits: aws, hasRanges: false });

    expect(rejection.message).toContain("cannot be read in ranges");
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 60])("calls a size of %d bytes a bug", (sizeBytes) => {
    expect(() => planParts({ sizeBytes, limits: aws })).toThrow(RangeError);
  });
});

describe("partRange", () => {
  test.each([0, 4, 1.5])("has no part %d of three", (number) => {
    const plan = planParts({ sizeBytes: 48 * MIB, limits: aws });

    expect(() => partRange(plan, number)).toThrow("outside 1..3");
  });

  test("covers an empty object with one empty part", () => {
    const plan = planParts({ sizeBytes: 0, limits: aws });

    expect(partRange(plan, 1)).toEqual({ startByte: 0, lengthBytes: 0 });
  });
});

describe("the plan of an object above 5 TB", () => {
  const sizeBytes = 6e12;

  test.each(["minio", "ceph", "versitygw", "other"] as const)(
    "warns where %s is not known to take it",
    (provider) => {
      const { limits } = STORE_PROFILES[provider];

      expect(planParts({ sizeBytes, limits }).warning).toMatch(/above 4\.5 TiB/);
      expect(planParts({ sizeBytes: 5e12, limits })).not.toHaveProperty("warning");
    },
  );

  test.each(["cos", "aws", "cos-s3", "oss", "b2"] as const)("is no matter to %s", (provider) => {
    const { limits } = STORE_PROFILES[provider];

    expect(planParts({ sizeBytes, limits })).not.toHaveProperty("warning");
  });
});
