// A Redis, and a leader's loops, as ten thousand workers would use them: the workers are virtual and move no bytes.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RedisLedger } from "@penstock/adapter-redis";
import { type PartTask, type ProcessPresence, Repetitions } from "@penstock/core";
import { demandOf, shareSlots, watchDeadlines } from "@penstock/engine";
import { startRedis } from "@penstock/local-redis";
import { systemClock, systemRandom } from "@penstock/process";
import { LedgerScenario, MemoryTaskQueue, reportOf, silentLog } from "@penstock/testkit";
import { Redis } from "ioredis";
import type { Bench, Result } from "../result.ts";
import { inParallel, upTo } from "../tools/in-parallel.ts";
import { meterRedis, type RedisMeter } from "../tools/redis-meter.ts";
import { rounded } from "../tools/statistics.ts";

const FULL = { workers: 10_000, transfers: 4, partsEach: 5000 };
const QUICK = { workers: 500, transfers: 4, partsEach: 1000 };
const SLOTS = 8;
/** Each says twice that it lives, every five seconds. */
const WORD_EVERY_SECONDS = 5;
const TENANT = "many";
const CALLS_AT_ONCE = 64;
const LOOPS = 5;
/** More than the leader allows (4096 in all), so that Redis is what bounds. */
const IN_FLIGHT = 20_000;

export const manyWorkers: Bench = {
  name: "many-workers",
  run: async (lab) => {
    const extent = lab.isQuick ? QUICK : FULL;
    const dataDir = await mkdtemp(join(tmpdir(), "penstock-many-workers-"));
    const server = await startRedis({ dataDir });
    const redis = new Redis(server.url);
    const meter = await meterRedis(server.url);
    try {
      const ledger = new RedisLedger(redis);
      return [
        ...(await measureWords(ledger, meter, extent.workers)),
        ...(await measureLoops(ledger, meter, extent.workers)),
        await measureParts(ledger, meter, extent),
      ];
    } finally {
      meter.close();
      redis.disconnect();
      await server.stop();
      await rm(dataDir, { recursive: true });
    }
  },
};

/** What it costs that all of them say that they live. */
async function measureWords(
  { workers: registry }: RedisLedger,
  meter: RedisMeter,
  workers: number,
): Promise<readonly Result[]> {
  const announce = () =>
    inParallel(upTo(workers), CALLS_AT_ONCE, async (index) => {
      await registry.announceWorker({ id: idOf(index), slots: SLOTS });
      await registry.announceProcess(wordOf(index));
    });
  const [bytesBefore, cpuBefore] = [await meter.usedBytes(), await meter.cpuSeconds()];
  await announce();
  await announce();
  const corePercent = rounded(
    ((await meter.cpuSeconds()) - cpuBefore) * (100 / (2 * WORD_EVERY_SECONDS)),
  );
  const ours = rounded(((await meter.usedBytes()) - bytesBefore) / 2 ** 20);
  const note = `${workers} workers, ${(workers * 2) / WORD_EVERY_SECONDS} calls a second`;
  return [
    {
      name: "many-workers, words",
      unit: "% of a core of Redis",
      ours: corePercent,
      corePercent,
      runs: 1,
      note,
    },
    { name: "many-workers, registry", unit: "MiB", ours, runs: 1, note },
  ];
}

/** One pass of each loop that looks at all workers. */
async function measureLoops(
  ledger: RedisLedger,
  meter: RedisMeter,
  workers: number,
): Promise<readonly Result[]> {
  const engine = {
    ...{ ledger, queue: new MemoryTaskQueue(), clock: systemClock, log: silentLog },
    repeats: new Repetitions({ clock: systemClock, random: systemRandom }),
  };
  const loops: Readonly<Record<string, () => Promise<unknown>>> = {
    shares: async () => shareSlots(engine, await engine.ledger.parts.work()),
    deadlines: () => watchDeadlines(engine),
    autoscale: () => demandOf(engine),
  };
  const results: Result[] = [];
  for (const [name, run] of Object.entries(loops)) {
    const [startedAt, cpuBefore] = [performance.now(), await meter.cpuSeconds()];
    for (const _ of upTo(LOOPS)) {
      await run();
    }
    const ms = rounded((performance.now() - startedAt) / LOOPS);
    const redisMs = rounded((((await meter.cpuSeconds()) - cpuBefore) * 1000) / LOOPS);
    const note = `one pass beside ${workers} workers, of which ${redisMs} ms are Redis's thread`;
    results.push({ name: `many-workers, ${name}`, unit: "ms", ours: ms, ms, runs: LOOPS, note });
  }
  return results;
}

/** How many parts a second Redis records, where nothing else takes time. */
async function measureParts(
  ledger: RedisLedger,
  meter: RedisMeter,
  { transfers, partsEach }: typeof FULL,
): Promise<Result> {
  const scenario = new LedgerScenario({
    ...{ ledger, tenant: TENANT, stopSignals: { onStopped: async () => undefined } },
    passTime: async () => undefined,
  });
  for (const _ of upTo(transfers)) {
    await scenario.uploading(partsEach);
  }
  await ledger.parts.setInFlightLimit(TENANT, IN_FLIGHT);
  const waiting: PartTask[] = [];
  let recorded = 0;
  const [startedAt, cpuBefore] = [performance.now(), await meter.cpuSeconds()];
  await inParallel(upTo(CALLS_AT_ONCE), CALLS_AT_ONCE, async () => {
    for (;;) {
      const task = waiting.pop();
      const { tasks } = await ledger.parts.dispatch(TENANT, task && reportOf(task));
      waiting.push(...tasks);
      recorded += task === undefined ? 0 : 1;
      if (task === undefined && tasks.length === 0) {
        return;
      }
    }
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const us = rounded((((await meter.cpuSeconds()) - cpuBefore) * 1e6) / recorded);
  const ours = Math.round(recorded / seconds);
  const note = `${recorded} parts, ${us} µs of Redis each, ${CALLS_AT_ONCE} calls at once from one process`;
  return { name: "many-workers, parts", unit: "parts/s", ours, us, runs: 1, note };
}

function idOf(index: number): string {
  return `worker-host-${String(index).padStart(5, "0")}.region.example-4711`;
}

/** As a worker says it that moves three parts of one job. */
function wordOf(index: number): ProcessPresence {
  const id = idOf(index);
  return {
    ...{ id, role: "worker", leftAlone: [], repeats: [] },
    ...{ host: id, version: "0.1.0", sinceMs: 1_700_000_000_000 },
    worker: { slots: SLOTS, busy: SLOTS, loopShare: 0.42, bytesPerSecond: 12_345_678, moving: [] },
  };
}
