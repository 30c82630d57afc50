import { type BulkSpec, type Entry, isPenstockError, PenstockError } from "@penstock/core";
import { Breakers, costOf, durationSecondsAt, type ListingPlan, planOnly } from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import { seededRandom, silentLog } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import {
  connectionsOf,
  entryOf,
  ListingWorld,
  listerOf,
  TENANT,
} from "../support/listing-world.ts";

const MIB = 1024 * 1024;
const SIGNAL = new AbortController().signal;

/** Each look at the clock costs time, so that the counts are told now and then. */
function tickingClock() {
  let nowMs = 1_700_000_000_000;
  return {
    nowMs: () => {
      nowMs += 100;
      return nowMs;
    },
  };
}

async function plansOf(
  lister = listerOf(["a"]),
  change: Partial<BulkSpec> = {},
  connections = connectionsOf(lister),
  signal = SIGNAL,
): Promise<readonly ListingPlan[]> {
  const { job } = new ListingWorld({ lister, template: "to/{key}" });
  const planning = {
    ...{ clock: tickingClock(), random: seededRandom(1), log: silentLog, processId: "api" },
    ...{ hashing: systemHashing, breakers: new Breakers(50), connections },
  };
  const spec = { ...job.bulk, ...change };
  const plans: ListingPlan[] = [];
  for await (const plan of planOnly(planning, { tenant: TENANT, spec }, signal)) {
    plans.push(plan);
  }
  return plans;
}

describe("a dry run", () => {
  const entries: readonly Entry[] = [
    ...Array.from({ length: 2500 }, (_, index) => entryOf(`k${10_000 + index}`, 100_000)),
    entryOf("large", 40 * MIB),
    { ...entryOf("old", 5), storageClass: "GLACIER" },
    { ...entryOf("older", 5), storageClass: "GLACIER" },
  ];

  test("counts what the job would do", async () => {
    const plan = (await plansOf(listerOf(entries))).at(-1);

    expect(plan).toMatchObject({
      isComplete: true,
      objects: 2503,
      bytes: 2500 * 100_000 + 40 * MIB,
      largeObjects: 1,
      parts: 2503,
      partSizes: [
        { upToBytes: 128 * 1024, parts: 2500 },
        { upToBytes: 16 * MIB, parts: 3 },
      ],
      requests: { head: 2, get: 2503, put: 2505, copy: 0 },
      rejections: [{ code: "source-archived", objects: 2 }],
    });
    expect(plan?.samples).toHaveLength(20);
    expect(plan?.samples[0]).toEqual({
      key: "k10000",
      destinationKey: "to/k10000",
      sizeBytes: 100_000,
    });
  });

  test("tells the counts so far while it lists", async () => {
    const plans = await plansOf(listerOf(entries, 100));

    expect(plans.length).toBeGreaterThan(3);
    expect(plans.map(({ isComplete }) => isComplete).indexOf(true)).toBe(plans.length - 1);
  });

  test("counts copies, and no bytes that leave the source, where the store copies", async () => {
    const lister = listerOf(entries);
    const connections = { ...connectionsOf(lister), serverSideCopySource: () => "bucket" };

    const plan = (await plansOf(lister, {}, connections)).at(-1);

    expect(plan).toMatchObject({
      requests: { get: 0, put: 2, copy: 2503 },
      ...{ bytesRead: 0, bytes: 2500 * 100_000 + 40 * MIB },
    });
  });

  test("says what there is where its time is over", async () => {
    const lister = listerOf(entries);

    const plans = await plansOf(lister, {}, connectionsOf(lister), AbortSignal.abort());

    expect(plans).toMatchObject([{ isComplete: false, objects: 0 }]);
  });

  test("counts the list of the destination where it is compared", async () => {
    const { job } = new ListingWorld({ lister: listerOf([]) });
    const lister = listerOf(entries);
    const always = (await plansOf(lister)).at(-1)?.requests.list ?? 0;
    const options = { ...job.bulk.options, overwrite: "if_different" } as const;
    const compared = (await plansOf(lister, { options })).at(-1)?.requests.list ?? 0;

    expect(compared - always).toBe(3);
  });

  test("ends with the cause where the list cannot be read", async () => {
    const broken = {
      page: () => Promise.reject(new PenstockError("source-throttled", "slow down")),
    };

    await expect(plansOf(broken)).rejects.toSatisfy((error) =>
      isPenstockError(error, "source-throttled"),
    );
  });

  test("refuses what a job would be refused for", async () => {
    const destination = { connection: "to", template: "{basename}" };

    await expect(plansOf(listerOf(["a"]), { destination })).rejects.toMatchObject({
      code: "request-invalid",
    });
  });

  test("has a price by a table, and a duration by a rate", async () => {
    const plan = (await plansOf(listerOf(entries))).at(-1);
    const prices = {
      currency: "USD",
      perThousandRequests: { list: 0.005, head: 0.0004, get: 0.0004, put: 0.005, copy: 0.005 },
      perGibRead: 0.09,
    };

    expect(plan && costOf(plan, "source", prices)).toMatchObject({
      currency: "USD",
      requests: expect.closeTo(0.001, 3),
      traffic: expect.closeTo(0.0245, 3),
    });
    expect(plan && costOf(plan, "destination", prices)).toMatchObject({
      requests: expect.closeTo(0.0125, 3),
      traffic: 0,
    });
    expect(plan && durationSecondsAt(plan, { bytesPerSecond: 1e9, objectsPerSecond: 100 })).toBe(
      25.03,
    );
  });
});
