// What claim limits leave in Redis, and what a version beside this one does to them that knows none.

import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import { withPart } from "@penstock/core";
import { LedgerScenario, reportOf, silentLog, useRedis } from "@penstock/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const server = useRedis();
let redis: RedisClient;

beforeAll(() => {
  redis = connectRedis(server.url, { role: "service", log: silentLog });
});

afterAll(() => {
  redis.disconnect();
});

async function start() {
  const scenario = new LedgerScenario({
    ledger: new RedisLedger(redis),
    stopSignals: { onStopped: async () => undefined },
    tenant: server.newName(),
    passTime: async () => undefined,
  });
  const { ledger, tenant } = scenario;
  const { parts } = ledger;
  await parts.setInFlightLimit(tenant, 100);
  const limit = (name: string, units: number) =>
    parts.setClaimLimits(tenant, { set: [{ name, units, bound: "limit" }], lifted: [] });
  const lift = (name: string) => parts.setClaimLimits(tenant, { set: [], lifted: [name] });
  const claim = async () => (await parts.dispatch(tenant)).tasks;
  return { scenario, tenant, parts, limit, lift, claim, prefix: `penstock:{${tenant}}:` };
}

test("what is kept of an upload whose parts are limited goes by itself once it has ended", async () => {
  const { scenario, tenant, parts, limit, claim, prefix } = await start();
  const transfer = await scenario.uploading(4);
  await limit("upload", 1);
  let [task] = await claim();

  while (task !== undefined) {
    const { next } = await parts.dispatch(tenant, reportOf(task, true));
    task = next && withPart(task, next);
  }

  const left = await redis.keys(`${prefix}held:*`);
  const lifetimes = await Promise.all(left.map((key) => redis.ttl(key)));
  expect((await scenario.reread(transfer)).state.kind).toBe("completing");
  expect(lifetimes.filter((seconds) => seconds < 0)).toEqual([]);
});

test("a job that waits for a limit, and that a version without limits pauses, stays paused", async () => {
  const { scenario, limit, lift, claim, prefix } = await start();
  const job = await scenario.jobUploading(1, 4);
  await limit(`job ${job}`, 0);
  await claim();

  await redis.sadd(`${prefix}paused`, job);
  await redis.srem(`${prefix}queuedJobs`, job);
  await lift(`job ${job}`);

  expect(await claim()).toEqual([]);
});

test("a job that such a version queued a second time is claimed once, and leaves the queue", async () => {
  const { scenario, limit, lift, claim, prefix } = await start();
  const job = await scenario.jobUploading(1, 4);
  await limit(`job ${job}`, 0);
  await claim();

  await redis.rpush(`${prefix}jobQueue`, job);
  await claim();
  await lift(`job ${job}`);

  expect(await claim()).toHaveLength(4);
  expect(await redis.llen(`${prefix}jobQueue`)).toBe(0);
});
