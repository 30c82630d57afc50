import type { Ledger } from "@penstock/core";
import {
  BulkScenario,
  interceptLedger,
  LedgerScenario,
  ManualClock,
  MemoryLedger,
  MemoryTaskQueue,
  repetitions,
  silentLog,
} from "@penstock/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { sweepOnce } from "./sweep.ts";

let ledger: MemoryLedger;
let queue: MemoryTaskQueue;

function tenantNamed(tenant: string): LedgerScenario {
  const passTime = async () => undefined;
  return new LedgerScenario({ ledger, stopSignals: ledger, tenant, passTime });
}

function engineWith(over: Ledger) {
  return { ledger: over, queue, log: silentLog, repeats: repetitions(), clock: new ManualClock() };
}

function sweep(signal?: AbortSignal): Promise<void> {
  return sweepOnce(engineWith(ledger), signal);
}

async function workOf(tenant: string) {
  return (await ledger.parts.work()).find((each) => each.tenant === tenant);
}

beforeEach(async () => {
  ledger = new MemoryLedger(new ManualClock());
  queue = new MemoryTaskQueue();
  for (let index = 0; index < 50; index += 1) {
    const idle = tenantNamed(`idle-${index}`);
    await ledger.jobs.createJob(idle.newJob(), []);
  }
  await ledger.workers.announceWorker({ id: "a", slots: 512 });
  await ledger.workers.announceWorker({ id: "b", slots: 512 });
});

describe("a sweep", () => {
  test("gives the only tenant with work all of 1024 slots beside 50 without", async () => {
    await tenantNamed("busy").uploading(5000);

    await sweep();

    expect(await workOf("busy")).toMatchObject({ inFlight: 1280, inFlightLimit: { units: 1280 } });
  });

  test("divides between two tenants as soon as both have work", async () => {
    await tenantNamed("one").uploading(5000);
    await sweep();
    await tenantNamed("two").uploading(5000);

    await sweep();

    expect(await workOf("two")).toMatchObject({ inFlight: 640, inFlightLimit: { units: 640 } });
    expect(await workOf("one")).toMatchObject({ inFlightLimit: { units: 640 } });
  });

  test("gives what a small tenant leaves to the one that can use it", async () => {
    await tenantNamed("small").uploading(10);
    await tenantNamed("large").uploading(5000);
    await sweep();

    await sweep();

    expect(await workOf("small")).toMatchObject({ inFlight: 10, queuedTransfers: 0 });
    expect(await workOf("large")).toMatchObject({ inFlight: 1270, inFlightLimit: { units: 1270 } });
  });

  test("writes no limit that did not change, and asks nothing of tenants without work", async () => {
    await tenantNamed("busy").uploading(5000);
    await sweep();
    const asked: string[] = [];
    const watched = interceptLedger(ledger, ({ name, args, run }) => {
      asked.push([name, ...args.filter((each) => typeof each === "string")].join(" "));
      return run();
    });

    await sweepOnce(engineWith(watched));

    expect(asked).toEqual([
      "parts.work",
      "workers.liveWorkers",
      "workers.liveProcesses",
      "parts.dispatch busy",
      "parts.heldParts busy",
      "transfers.idleTransfers busy",
    ]);
  });

  test("stops between two tenants when the term of its leader ends", async () => {
    await tenantNamed("busy").uploading(5000);

    await expect(sweep(AbortSignal.abort(new Error("over")))).rejects.toThrow("over");

    expect(await workOf("busy")).toMatchObject({ inFlight: 0 });
  });

  test("hands out what is left of a batch once its delay is over", async () => {
    const clock = new ManualClock();
    ledger = new MemoryLedger(clock);
    const passTime = async (ms = 0) => clock.advance(ms);
    const bulk = new BulkScenario({ ledger, stopSignals: ledger, tenant: "bulk", passTime });
    await bulk.listed(2);
    const { task, start } = await bulk.begun();
    const counts = { stored: 1, skipped: 0, failed: 0, aborted: 0 };
    await bulk.report(task, start, { counts, left: start.entries.slice(1), delayMs: 500 });
    await sweep();
    const before = queue.batches;
    await passTime(500);

    await sweep();

    expect({ before, after: queue.batches }).toEqual({ before: [], after: [task] });
  });
});
