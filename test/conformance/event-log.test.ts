import { RedisLedger } from "@penstock/adapter-redis";
import { describeEventLog, ManualClock, MemoryLedger, useRedis } from "@penstock/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect } from "vitest";

const server = useRedis();
let redis: Redis;

beforeAll(() => {
  redis = new Redis(server.url);
});

afterAll(() => {
  redis.disconnect();
});

const stopSignals = { onStopped: async () => undefined };

describeEventLog("the memory ledger", async () => {
  const clock = new ManualClock();
  return {
    ledger: new MemoryLedger(clock),
    stopSignals,
    tenant: server.newName(),
    passTime: async (ms = 1) => clock.advance(ms),
  };
});

describeEventLog("the Redis ledger", async () => ({
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
