import { RedisSessionStore } from "@penstock/adapter-redis";
import { describeSessionStore, ManualClock, MemorySessionStore, useRedis } from "@penstock/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";

const server = useRedis();
let redis: Redis;

beforeAll(async () => {
  redis = new Redis(server.url, { db: 12 });
  await redis.flushdb();
});

afterAll(() => {
  redis.disconnect();
});

describeSessionStore("memory", () => new MemorySessionStore(new ManualClock()));
describeSessionStore("Redis", () => new RedisSessionStore(redis));

test("a session in Redis ends by itself", async () => {
  await new RedisSessionStore(redis).write("ending", "one", 60_000);

  const leftMs = await redis.pttl("penstock:system:{system}:session:ending");

  expect(leftMs).toBeGreaterThan(0);
  expect(leftMs).toBeLessThanOrEqual(60_000);
});

test("a session in memory is over at its end", async () => {
  const clock = new ManualClock();
  const store = new MemorySessionStore(clock);
  await store.write("a", "one", 1000);

  clock.advance(1000);

  expect(await store.take("a")).toBeUndefined();
});
