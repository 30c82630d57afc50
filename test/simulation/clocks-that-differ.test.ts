import { type Clock, isPenstockError, PenstockError, WorkMeter } from "@penstock/core";
import {
  finalizeTransfer,
  JournalSweep,
  OrphanSweep,
  planTransfer,
  sweepOnce,
  transferPart,
} from "@penstock/engine";
import { openSharedClock } from "@penstock/process";
import { interceptLedger, MemoryJournal, repetitions, silentLog } from "@penstock/testkit";
import { expect, test } from "vitest";
import {
  deliveryOf,
  MemoryDeployment,
  MIB,
  sampleBytes,
  TENANT,
} from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";
import { Crash } from "../support/trouble.ts";

const KEY = "a";
const MINUTE_MS = 60_000;
const GRACE_MS = 2 * MINUTE_MS;
const SIGNAL = new AbortController().signal;

/** What a process acts by whose own clock is 20 minutes ahead of the ledger's. */
async function clockAhead({ clock: ledger }: MemoryDeployment): Promise<Clock> {
  const clock = await openSharedClock({
    own: { nowMs: () => ledger.nowMs() + 20 * MINUTE_MS },
    steady: ledger,
    readMs: () => Promise.resolve(ledger.nowMs()),
    repeats: repetitions(ledger),
    log: silentLog,
  });
  await clock.stop();
  return clock;
}

test("an orphan is found whose planner's clock was ahead, and whose ledger was lost since", async () => {
  const journal = new MemoryJournal();
  const dies = storeWith((store) => ({
    initiate: async (...args) => {
      await store.initiate(...args);
      throw new Crash();
    },
  }));
  const deployment = new MemoryDeployment(1, { journal, store: dies });
  const { engine, clock, source, store, ledger } = deployment;
  source.put(KEY, sampleBytes(1, 3 * MIB));
  const { id } = await deployment.transferOf(await deployment.submit(KEY));
  const planner = { ...engine, clock: await clockAhead(deployment) };
  await planTransfer(planner, { tenant: TENANT, transferId: id }, SIGNAL).catch(unlessCrash);
  const before = store.openUploads.length;

  clock.advance(60 * MINUTE_MS);
  ledger.flush();
  await restore(engine, journal, clock);
  clock.advance(GRACE_MS);
  await new OrphanSweep(engine).sweepOnce(SIGNAL);

  expect(before).toBe(1);
  expect(store.openUploads).toEqual([]);
});

/** A job that the ledger does not know may just be on its way there: it is restored at the second look. */
async function restore(
  engine: MemoryDeployment["engine"],
  journal: MemoryJournal,
  clock: MemoryDeployment["clock"],
): Promise<void> {
  const sweep = new JournalSweep({ ...engine, journal });
  await sweep.sweepOnce();
  clock.advance(MINUTE_MS);
  await sweep.sweepOnce();
}

function unlessCrash(error: unknown): void {
  if (!(error instanceof Crash || isPenstockError(error, "ledger-unavailable"))) {
    throw error;
  }
}

test("a doubt about a Complete ends in time although the clock of its sender was ahead", async () => {
  let completedAtMs = 0;
  const deployment = new MemoryDeployment(1, {
    store: storeWith((store) => ({
      complete: async (ref, ...rest) => {
        if (completedAtMs > 0) {
          return store.complete(ref, ...rest);
        }
        completedAtMs = deployment.clock.nowMs();
        await store.abort(ref, SIGNAL);
        throw new PenstockError("store-unreachable", "the connection was cut");
      },
    })),
  });
  const { engine, clock, source, tasks } = deployment;
  source.put(KEY, sampleBytes(1, 2 * MIB));
  const jobId = await deployment.submit(KEY);
  await deployment.runTasks(3);
  const task = tasks.takeFinalize();
  const sender = { ...engine, clock: await clockAhead(deployment) };
  await (task && finalizeTransfer(sender, task, SIGNAL));

  clock.advance(20_000);
  await sweepOnce(engine);
  await deployment.runUntilIdle();

  const passedMs = clock.nowMs() - completedAtMs;
  expect(await deployment.stateOf(jobId)).toBe("succeeded");
  expect(passedMs).toBeGreaterThan(10 * MINUTE_MS);
  expect(passedMs).toBeLessThan(15 * MINUTE_MS);
});

test.each([20, -20])(
  "a worker whose own clock is %i minutes off the shared one measures what its reports took",
  async (minutes) => {
    const deployment: MemoryDeployment = new MemoryDeployment(1, {
      store: storeWith((store) => ({
        uploadPart: async (...args) => {
          const stored = await store.uploadPart(...args);
          deployment.clock.advance(1500);
          return stored;
        },
      })),
      ledger: (ledger) =>
        interceptLedger(ledger, ({ name, run }) => {
          deployment.clock.advance(name === "parts.dispatch" ? 100 : 0);
          return run();
        }),
    });
    const { engine, clock, ledger, source, tasks } = deployment;
    source.put(KEY, sampleBytes(1, 3 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);
    const own: Clock = { nowMs: () => clock.nowMs() + minutes * MINUTE_MS };
    const worker = { ...engine, meter: new WorkMeter(own, "worker") };

    for (let part = tasks.takePart(); part !== undefined; part = tasks.takePart()) {
      await transferPart(worker, part, deliveryOf({}));
    }

    const { workers } = await ledger.measures.readMeasures({ tenant: TENANT, jobId });
    const phases = { queueMs: 0, firstByteMs: 0, readMs: 0, sendMs: 0, responseMs: 4500 };
    // What the last report took counts with the next part.
    expect(workers).toMatchObject([{ worker: "worker", units: 3, phases, ledgerMs: 200 }]);
  },
);
