import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BullmqTaskQueue, type Consumer, consumeFinalize } from "@penstock/adapter-bullmq";
import { connectRedis, type RedisClient } from "@penstock/adapter-redis";
import { newTransferId } from "@penstock/core";
import { startRedis } from "@penstock/local-redis";
import { systemClock } from "@penstock/process";
import { eventually, repetitions, silentLog } from "@penstock/testkit";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { startMarkedProxy } from "../support/marked-proxy.ts";

/** A server of the test's own, and a connection past whatever stands before it. */
async function ownRedis(args: readonly string[] = []) {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-idle-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const server = await startRedis({ dataDir, args });
  onTestFinished(() => server.stop());
  const admin = new Redis(server.url);
  onTestFinished(() => admin.disconnect());
  return { ...server, admin };
}

/** A cluster of one node, which is whole only while it owns every slot. */
async function ownCluster() {
  const { admin, port } = await ownRedis([
    ...["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"],
  ]);
  const isWhole = async () => String(await admin.call("CLUSTER", "INFO")).includes("state:ok");
  await admin.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
  await eventually(isWhole);
  return {
    url: `redis+cluster://127.0.0.1:${port}`,
    breakApart: () => admin.call("CLUSTER", "DELSLOTS", "0"),
    join: () => admin.call("CLUSTER", "ADDSLOTS", "0"),
    /** How often clients looked whether it is whole, as they do when they connect. */
    looks: async () => {
      const stats = await admin.info("commandstats");
      return Number(/cmdstat_cluster\|info:calls=(\d+)/.exec(stats)?.[1] ?? 0);
    },
  };
}

function connected(url: string): RedisClient {
  const redis = connectRedis(url, { role: "service", log: silentLog });
  onTestFinished(() => redis.disconnect());
  return redis;
}

function consuming(url: string): {
  readonly taken: string[];
  readonly consumer: Consumer<unknown>;
} {
  const taken: string[] = [];
  const consumer = consumeFinalize({
    ...{ connection: connected(url), concurrency: 1, log: silentLog },
    ...{ clock: systemClock, repeats: repetitions(systemClock) },
    process: async ({ transferId }) => {
      taken.push(transferId);
      return { kind: "done" };
    },
  });
  onTestFinished(() => consumer.stop(0));
  consumer.start();
  return { taken, consumer };
}

/** Puts a task into the queue, past whatever the consumer's connections go through. */
async function queueTask(url: string): Promise<string> {
  const queue = new BullmqTaskQueue({ connection: connected(url) });
  onTestFinished(() => queue.close());
  const transferId = newTransferId(0, new Uint8Array(10));
  await queue.addFinalize({ tenant: "films", transferId, generation: 1, action: "complete" });
  return transferId;
}

describe("a consumer that waits for tasks", () => {
  test("takes one after its cluster was in two when it connected anew", async () => {
    const cluster = await ownCluster();
    const { taken, consumer } = consuming(cluster.url);
    await expect.poll(() => consumer.isHealthy()).toBe(true);
    const before = await cluster.looks();
    await cluster.breakApart();
    await expect.poll(cluster.looks).toBeGreaterThan(before);
    await cluster.join();

    const transferId = await queueTask(cluster.url);

    await expect.poll(() => taken).toEqual([transferId]);
  });

  test("takes one although no response ever comes on the connection it waits on", async () => {
    const { port, url } = await ownRedis();
    const proxy = await startMarkedProxy(port, "bzpopmin", "falls-silent");
    onTestFinished(proxy.close);
    const { taken } = consuming(`redis://127.0.0.1:${proxy.port}`);
    await expect.poll(proxy.marked).toBe(1);

    const transferId = await queueTask(url);

    await expect.poll(() => taken).toEqual([transferId]);
  });
});
