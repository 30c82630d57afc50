import { RedisLeaderLease } from "@penstock/adapter-redis";
import { describeLeaderLease, ManualClock, MemoryLeaderLease, useRedis } from "@penstock/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";

const server = useRedis();
let redis: Redis;

beforeAll(() => {
  redis = new Redis(server.url, { db: 9 });
});

afterAll(() => redis.disconnect());

describeLeaderLease("memory", async () => {
  const clock = new ManualClock();
  return { lease: new MemoryLeaderLease(clock), passTime: async (ms) => clock.advance(ms) };
});

describeLeaderLease("Redis", async () => {
  await redis.flushdb();
  return { lease: new RedisLeaderLease(redis), passTime };
});

async function passTime(ms: number): Promise<void> {
  const dueMs = (await serverTimeMs()) + ms;
  await expect.poll(serverTimeMs, { interval: 1 }).toBeGreaterThanOrEqual(dueMs);
}

async function serverTimeMs(): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

test("the fencing number grows over the loss of all that Redis knew", async () => {
  const lease = new RedisLeaderLease(redis);
  const first = await lease.take("a", 60_000);
  await redis.flushdb();
  await passTime(1);

  const second = await lease.take("b", 60_000);

  expect(second.holder).toBe("b");
  expect(second.fence).toBeGreaterThan(first.fence);
});
