import { RedisLedger, RedisStopSignals } from "@penstock/adapter-redis";
import {
  describeLedger,
  ledgerEvents,
  ManualClock,
  MemoryLedger,
  playEvents,
  useRedis,
} from "@penstock/testkit";
import * as fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const server = useRedis();
let redis: Redis;
let stopSignals: RedisStopSignals;

beforeAll(() => {
  redis = new Redis(server.url);
  stopSignals = new RedisStopSignals(redis);
});

afterAll(() => {
  stopSignals.close();
  redis.disconnect();
});

describeLedger("the memory ledger", async () => {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  return {
    ledger,
    stopSignals: ledger,
    tenant: server.newName(),
    passTime: async (ms = 1) => clock.advance(ms),
  };
});

describeLedger("the Redis ledger", async () => ({
  ledger: new RedisLedger(redis),
  stopSignals,
  tenant: server.newName(),
  passTime: async (ms = 1) => {
    const dueMs = (await serverTimeMs()) + ms;
    await expect.poll(serverTimeMs, { interval: 1 }).toBeGreaterThanOrEqual(dueMs);
  },
}));

async function serverTimeMs(): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

test("both ledgers show the same after any sequence of events", async () => {
  await fc.assert(
    fc.asyncProperty(ledgerEvents, async (events) => {
      const tenant = server.newName();

      const inMemory = await playEvents(new MemoryLedger(new ManualClock()), tenant, events);
      const inRedis = await playEvents(new RedisLedger(redis), tenant, events);

      expect(inRedis).toEqual(inMemory);
    }),
    { numRuns: 200 },
  );
});

test("what is wrong with one tenant's keys, or with a tenant's name, hides no other", async () => {
  const [broken, whole] = [server.newName(), server.newName()];
  await redis.sadd("penstock:tenants", broken, whole, "{braces}");
  onTestFinished(async () => void (await redis.srem("penstock:tenants", broken, "{braces}")));
  await redis.set(`penstock:{${broken}}:runQueue`, "no list");
  await redis.rpush(`penstock:{${whole}}:runQueue`, "tr");

  const work = await new RedisLedger(redis).parts.work();

  expect(work.find(({ tenant }) => tenant === whole)).toMatchObject({ queuedTransfers: 1 });
  // So that the sweep tries it, and says what is wrong.
  expect(work.find(({ tenant }) => tenant === broken)).toMatchObject({ queuedTransfers: 1 });
});
