import {
  DEFAULT_TENANT_RULES,
  type JobId,
  type Limits,
  type LimitsInput,
  parseLimits,
} from "@penstock/core";
import {
  interceptLedger,
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryTaskQueue,
  repetitions,
  silentLog,
} from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { shareSlots } from "../tenants/share-slots.ts";
import { LimitBook } from "./limit-book.ts";
import { keepLimits } from "./set-limits.ts";

/** It is Monday, 12:00. */
const NOON = Date.UTC(2026, 0, 5, 12);

function kind(name: string) {
  return { name, parse: (value: unknown): Limits => parseLimits(Object(value)) };
}

const FORMS = {
  limits: kind("limits"),
  jobLimits: kind("job-limits"),
  tenants: { name: "tenants", parse: (value: unknown): { limits: Limits } => Object(value) },
};

function deployment(settings: LimitsInput = {}) {
  const clock = new ManualClock(NOON);
  const ledger = new MemoryLedger(clock);
  const queue = new MemoryTaskQueue();
  const config = new MemoryConfigStore(clock);
  const limitBook = new LimitBook({ config, forms: FORMS, settings: parseLimits(settings) });
  const engine = {
    ...{ ledger, queue, clock, log: silentLog, repeats: repetitions(clock), limitBook },
    tenants: { all: async () => new Map([["default", DEFAULT_TENANT_RULES]]) },
  };
  const scenario = (tenant: string) =>
    new LedgerScenario({
      ...{ ledger, stopSignals: ledger, tenant },
      passTime: async () => undefined,
    });
  const set = async (name: string, limits: LimitsInput, of = FORMS.limits) => {
    const revision = (await config.read(of, name))?.revision ?? 0;
    await config.write(of, name, { revision, value: parseLimits(limits) });
  };
  const share = async () => {
    await shareSlots(engine, await ledger.parts.work());
    clock.advance(1000);
  };
  const inFlight = async (tenant: string) =>
    (await ledger.parts.work()).find((each) => each.tenant === tenant)?.inFlight ?? 0;
  const waitsOf = (tenant: string, jobId: JobId) => ledger.measures.readWaits({ tenant, jobId });
  return { clock, config, ledger, engine, scenario, set, share, inFlight, waitsOf };
}

describe("units in flight", () => {
  test("of the deployment are divided between tenants, and all of them together never exceed it", async () => {
    const { ledger, scenario, share, inFlight } = deployment({ unitsInFlight: 6 });
    await ledger.workers.announceWorker({ id: "w", slots: 64 });
    await scenario("films").jobUploading(1, 100);
    await scenario("music").jobUploading(1, 100);

    for (let second = 0; second < 5; second += 1) {
      await share();
      await ledger.parts.dispatch("films");
      await ledger.parts.dispatch("music");
      const both = (await inFlight("films")) + (await inFlight("music"));
      expect(both).toBeLessThanOrEqual(6);
    }

    expect([await inFlight("films"), await inFlight("music")]).toEqual([3, 3]);
  });

  test("of a connection are divided between tenants, and what one cannot use goes to the other", async () => {
    const { ledger, scenario, set, share, inFlight } = deployment();
    await ledger.workers.announceWorker({ id: "w", slots: 64 });
    await set("connection:to", { unitsInFlight: 8 });
    // Both are known before they have work.
    await scenario("films").planned();
    await scenario("music").planned();
    await share();
    await scenario("films").jobUploading(1, 100);

    await share();
    await share();
    await share();
    expect(await inFlight("films")).toBe(8);
    await scenario("music").jobUploading(1, 100);
    await ledger.parts.dispatch("music");
    await share();

    expect(await inFlight("music")).toBe(0);
    expect((await inFlight("films")) + (await inFlight("music"))).toBe(8);
  });

  test("of a job bound that job alone, and explain is told which limit it is", async () => {
    const { ledger, scenario, set, share, waitsOf } = deployment();
    await ledger.workers.announceWorker({ id: "w", slots: 64 });
    const [limited, other] = [
      await scenario("default").jobUploading(1, 100),
      await scenario("default").jobUploading(1, 20),
    ];
    await set(`default:${limited}`, { unitsInFlight: 2 }, FORMS.jobLimits);

    await share();
    await ledger.parts.dispatch("default");

    expect(await waitsOf("default", limited)).toMatchObject({
      inFlight: 22,
      claimLimit: { name: `job ${limited}`, units: 2, bound: "limit" },
    });
    expect((await waitsOf("default", other)).claimLimit).toBeUndefined();
  });
});

test("the limits that a new job brings while the leader looks hold from its first claim", async () => {
  const { clock, config, ledger, engine, scenario, share, inFlight } = deployment();
  await share();
  const limits = parseLimits({ unitsInFlight: 2 });
  const looked = interceptLedger(ledger, async ({ name, run }) => {
    if (name === "parts.work") {
      const limitDesk = { config, limitForms: FORMS };
      await keepLimits({ ledger, clock, limitDesk }, { tenant: "default", id: job }, limits);
    }
    return await run();
  });
  const job = await scenario("default").jobUploading(1, 100);

  await shareSlots({ ...engine, ledger: looked }, await looked.parts.work());
  await ledger.parts.dispatch("default");

  expect(await inFlight("default")).toBe(2);
});

describe("parts of each upload", () => {
  test("are the fewest that any level allows", async () => {
    const { ledger, scenario, set, share, inFlight } = deployment({ partsPerUpload: 5 });
    await ledger.workers.announceWorker({ id: "w", slots: 64 });
    await set("connection:from", { partsPerUpload: 3 });
    await scenario("default").jobUploading(2, 100);

    await share();
    await ledger.parts.dispatch("default");

    expect(await inFlight("default")).toBe(6);
  });
});

describe.each([
  ["the deployment", "deployment", FORMS.limits],
  ["a connection", "connection:to", FORMS.limits],
  ["a job", undefined, FORMS.jobLimits],
] as const)("a window of %s in which nothing may run", (_, name, of) => {
  test.each(["bytesPerSecond", "requestsPerSecond", "unitsInFlight", "partsPerUpload"] as const)(
    "by %s stops claims, is told as one, and ends by itself",
    async (limit) => {
      const { clock, ledger, scenario, set, share, inFlight, waitsOf } = deployment();
      await ledger.workers.announceWorker({ id: "w", slots: 8 });
      const job = await scenario("default").jobUploading(1, 100);
      await set(name ?? `default:${job}`, { [limit]: "Mon 12:00-13:00 0" }, of);

      await share();
      await ledger.parts.dispatch("default");
      expect(await inFlight("default")).toBe(0);
      const waits = await waitsOf("default", job);
      expect(waits.claimLimit?.bound ?? waits.inFlightBound).toBe("window");

      clock.advance(3_600_000);
      await share();
      expect(await inFlight("default")).toBeGreaterThan(0);
    },
  );
});
