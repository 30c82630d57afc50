import type { TenantWork } from "@penstock/core";
import {
  LedgerScenario,
  ManualClock,
  MemoryLedger,
  MemoryTaskQueue,
  repetitions,
  silentLog,
} from "@penstock/testkit";
import { expect, test } from "vitest";
import { sweepOnce } from "../repair/sweep.ts";
import { steerWork } from "./steer-work.ts";

/** One whose tenants have rules that cannot be read. */
async function deployment() {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const queue = new MemoryTaskQueue();
  const scenario = new LedgerScenario({
    ...{ ledger, stopSignals: ledger, tenant: "default" },
    passTime: async () => undefined,
  });
  await scenario.uploading(1000);
  const all = async (): Promise<never> => {
    throw new Error("the rules of a tenant are damaged");
  };
  const repeats = repetitions(clock);
  const engine = { ledger, queue, clock, log: silentLog, repeats, tenants: { all } };
  return { engine, clock, repeats, queue };
}

test("shares that cannot be divided hold up neither hedges nor what else uses the work, and are shown", async () => {
  const { engine, clock, repeats } = await deployment();
  const hedged: string[][] = [];
  const hedgeOnce = async (work: readonly TenantWork[]) => {
    hedged.push(work.map(({ tenant }) => tenant));
  };

  const first = await steerWork(engine, { hedgeOnce });
  clock.advance(60_000);
  await steerWork(engine, { hedgeOnce });

  expect(first.map(({ tenant }) => tenant)).toEqual(["default"]);
  expect(hedged).toEqual([["default"], ["default"]]);
  expect(repeats.list()).toMatchObject([{ what: "the shares of the tenants", failures: 2 }]);
});

test("hedges that fail leave the work to whoever uses it", async () => {
  const { engine } = await deployment();
  const hedgeOnce = () => Promise.reject(new Error("a defect"));

  await expect(steerWork(engine, { hedgeOnce })).resolves.toHaveLength(1);
});

test("shares that cannot be divided do not hold up the repair of the ledger", async () => {
  const { engine, queue } = await deployment();

  await sweepOnce({ ...engine, journal: undefined });

  expect(queue.parts.length).toBeGreaterThan(0);
});
