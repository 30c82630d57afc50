import { RedisLedger, RedisStopSignals } from "@penstock/adapter-redis";
import { describeRunQueues, ManualClock, MemoryLedger, useRedis } from "@penstock/testkit";
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

const passTime = async () => {
  throw new Error("nothing here depends on the time");
};

describeRunQueues("memory", async () => {
  const ledger = new MemoryLedger(new ManualClock());
  const tenant = server.newName();
  return { ledger, stopSignals: ledger, tenant, passTime };
});

describeRunQueues("Redis", async () => ({
  ledger: new RedisLedger(redis),
  stopSignals,
  tenant: server.newName(),
  passTime,
}));

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
