import { RedisLedger, RedisStopSignals } from "@penstock/adapter-redis";
import { describeBulkLedger, ManualClock, MemoryLedger, useRedis } from "@penstock/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect } from "vitest";

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

describeBulkLedger("the memory ledger", async () => {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  return {
    ledger,
    stopSignals: ledger,
    tenant: server.newName(),
    passTime: async (ms = 1) => clock.advance(ms),
  };
});

describeBulkLedger("the Redis ledger", async () => ({
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
