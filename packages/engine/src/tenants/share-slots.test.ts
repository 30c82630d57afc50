import { DEFAULT_TENANT_RULES, parseLimits, type TenantRules } from "@penstock/core";
import {
  LedgerScenario,
  ManualClock,
  MemoryLedger,
  MemoryTaskQueue,
  repetitions,
  silentLog,
} from "@penstock/testkit";
import { expect, test } from "vitest";
import { shareSlots } from "./share-slots.ts";

function deployment(rules: Readonly<Record<string, Partial<TenantRules>>>) {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const queue = new MemoryTaskQueue();
  const all = async () =>
    new Map(
      Object.entries(rules).map(([name, each]) => [name, { ...DEFAULT_TENANT_RULES, ...each }]),
    );
  const engine = {
    ...{ ledger, queue, clock, log: silentLog, repeats: repetitions() },
    tenants: { all },
  };
  const begin = (tenant: string) =>
    new LedgerScenario({
      ...{ ledger, stopSignals: ledger, tenant },
      passTime: async () => undefined,
    }).uploading(1000);
  const limits = async () =>
    (await ledger.parts.work()).map(({ tenant, inFlightLimit }) => [tenant, inFlightLimit]);
  const share = async () => shareSlots(engine, await ledger.parts.work());
  return { share, ledger, queue, begin, limits };
}

test("tenants with work share the slots of the workers by their weights", async () => {
  const { share, ledger, begin, limits } = deployment({ films: { weight: 3 } });
  await ledger.workers.announceWorker({ id: "w", slots: 32 });
  await begin("films");
  await begin("music");

  await share();

  expect(await limits()).toEqual([
    ["films", { units: 30, bound: "turn" }],
    ["music", { units: 10, bound: "turn" }],
  ]);
});

test("a tenant whose limit is raised begins at once, though nothing of it reports", async () => {
  const rules = { films: { limits: parseLimits({ unitsInFlight: 0 }) } };
  const { share, queue, begin, limits } = deployment(rules);
  await begin("films");
  await share();
  const closed = await limits();
  rules.films.limits = parseLimits({ unitsInFlight: 5 });

  await share();

  expect(closed).toEqual([["films", { units: 0, bound: "limit", of: "tenant" }]]);
  expect(await limits()).toEqual([["films", { units: 5, bound: "limit", of: "tenant" }]]);
  expect(queue.parts).toHaveLength(5);
});
