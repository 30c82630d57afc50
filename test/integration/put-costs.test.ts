import type { Log } from "@penstock/core";
import { CountReconciler, JournalSweep } from "@penstock/engine";
import {
  eventually,
  MemoryJobArchive,
  MemoryJournal,
  silentLog,
  useRedis,
} from "@penstock/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { meterRedis, type RedisMeter } from "../bench/tools/redis-meter.ts";
import { deployOnRedis } from "../support/redis-deployment.ts";

/** Enough that what consumers ask for by the clock does not count beside them. */
const OBJECTS = 50;
/** Some 11.1, and what consumers ask for by the clock. Each one more is a round trip for every small object. */
const MOST_REDIS_CALLS = 14;

const server = useRedis();
const requests: string[] = [];
let stored = 0;
let meter: RedisMeter;
let deployment: ReturnType<typeof deployOnRedis>;
let journal: MemoryJournal;
let archive: MemoryJobArchive;

beforeEach(async () => {
  stored = 0;
  requests.length = 0;
  const log: Log = {
    ...silentLog,
    info: (fields, message) => {
      const isStored = message === "transfer changed state" && Object(fields).state === "stored";
      stored += isStored ? 1 : 0;
    },
  };
  meter = await meterRedis(server.url);
  journal = new MemoryJournal();
  archive = new MemoryJobArchive();
  deployment = deployOnRedis({
    redisUrl: server.url,
    hasLongLeases: true,
    ...{ log, journal, archive },
    change: (store) => ({
      put: (...args) => {
        requests.push("put");
        return store.put(...args);
      },
      head: (...args) => {
        requests.push("head");
        return store.head(...args);
      },
    }),
  });
});

afterEach(async () => {
  await deployment.close();
  meter.close();
});

async function storeObjects(count: number, name: string): Promise<void> {
  const before = stored;
  await Promise.all(
    Array.from({ length: count }, (_, index) => deployment.submitBytes(`${name}-${index}`, 1024)),
  );
  await eventually(async () => stored === before + count);
}

test("a small object costs at most 14 Redis calls to its end in the journal, one PUT and no HEAD", async () => {
  await storeObjects(5, "warm-up");
  requests.length = 0;
  const stopCounting = await meter.countCalls();

  await storeObjects(OBJECTS, "counted");
  await new CountReconciler(deployment.engine).reconcileOnce();
  await new JournalSweep({ ...deployment.engine, journal, archive }).sweepOnce();
  expect(await journal.jobs()).toEqual([]);

  const calls = stopCounting();
  process.stdout.write(`${(calls / OBJECTS).toFixed(2)} Redis calls for a small object\n`);
  expect(calls / OBJECTS).toBeLessThanOrEqual(MOST_REDIS_CALLS);
  expect(requests).toEqual(Array.from({ length: OBJECTS }, () => "put"));
});
