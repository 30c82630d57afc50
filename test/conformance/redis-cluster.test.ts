import { BullmqTaskQueue, consumeParts } from "@penstock/adapter-bullmq";
import {
  checkRedis,
  connectRedis,
  RedisConfigStore,
  RedisLeaderLease,
  RedisLedger,
  RedisStopSignals,
  readRedisMemory,
} from "@penstock/adapter-redis";
import type { PartTask } from "@penstock/core";
import { systemClock } from "@penstock/process";
import {
  describeBulkLedger,
  describeConfigStore,
  describeLeaderLease,
  describeLedger,
  LedgerScenario,
  ManualClock,
  repetitions,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { useClusterRedis } from "../support/cluster-redis.ts";

const server = useClusterRedis();
let stopSignals: RedisStopSignals;

beforeAll(() => {
  stopSignals = new RedisStopSignals(server.redis);
});

afterAll(() => stopSignals.close());

async function serverTimeMs(): Promise<number> {
  const [seconds, microseconds] = await server.redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

async function passTime(ms = 1): Promise<void> {
  const dueMs = (await serverTimeMs()) + ms;
  await expect.poll(serverTimeMs, { interval: 1 }).toBeGreaterThanOrEqual(dueMs);
}

test("a script that touches keys of two slots is refused here", async () => {
  const script = "redis.call('SET', KEYS[1], 1) redis.call('SET', 'another', 1)";

  await expect(server.redis.eval(script, 1, "one")).rejects.toThrow(/same slot|non local key/);
});

const openLedger = () => ({
  ledger: new RedisLedger(server.redis),
  stopSignals,
  tenant: server.newName(),
  passTime,
});

test("a start is refused where one of the nodes may lose what was accepted", async () => {
  const redis = connectRedis(server.url, { role: "service", log: silentLog });
  onTestFinished(() => redis.disconnect());
  const node = server.nodes[1];
  await node?.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

  await expect(checkRedis(redis)).rejects.toMatchObject({
    code: "settings-invalid",
    message: expect.stringContaining("noeviction"),
  });
  await node?.ask("CONFIG", "SET", "maxmemory-policy", "noeviction");
  expect(await checkRedis(redis)).toEqual([]);
});

test("the memory of the fullest node counts", async () => {
  const [first, second] = server.nodes;
  await first?.ask("CONFIG", "SET", "maxmemory", "900mb");
  await second?.ask("CONFIG", "SET", "maxmemory", "100mb");

  const { maxBytes } = await readRedisMemory(server.redis);

  expect(maxBytes).toBe(100 * 1024 * 1024);
  await Promise.all(server.nodes.map((node) => node.ask("CONFIG", "SET", "maxmemory", "0")));
});

describeLedger("the Redis ledger in a cluster", async () => openLedger());

describeBulkLedger("the Redis ledger in a cluster", async () => openLedger());

describeLeaderLease("Redis in a cluster", async () => {
  await server.flush();
  return { lease: new RedisLeaderLease(server.redis), passTime };
});

describeConfigStore("Redis in a cluster", async () => {
  await server.flush();
  const store = (seed: number) =>
    new RedisConfigStore(server.redis, {
      journal: undefined,
      clock: new ManualClock(),
      random: seededRandom(seed),
      log: silentLog,
      secrets: new Set(),
    });
  return { stores: [store(1), store(2)] };
});

// BullMQ's scripts are its own: they run as it sends them, and the braces of its prefix keep a queue in a slot.
test("the queues bring a part in a cluster", async () => {
  const connection = connectRedis(server.url, { role: "service", log: silentLog });
  onTestFinished(() => connection.disconnect());
  const queue = new BullmqTaskQueue({ connection });
  onTestFinished(() => queue.close());
  const subject = new LedgerScenario(openLedger());
  await subject.uploading(2);
  const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);
  const brought: PartTask[] = [];
  const consumer = consumeParts({
    connection,
    concurrency: 1,
    repeats: repetitions(),
    clock: systemClock,
    log: silentLog,
    process: async (task) => {
      brought.push(task);
      return { kind: "done" };
    },
  });
  onTestFinished(() => consumer.stop(0));

  await queue.addParts(tasks);
  consumer.start();

  await expect.poll(() => brought).toHaveLength(2);
});
