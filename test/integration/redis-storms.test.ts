import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectRedis, type RedisClient } from "@penstock/adapter-redis";
import { startRedis } from "@penstock/local-redis";
import { eventually, silentLog } from "@penstock/testkit";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { digest, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { deployOnRedis } from "../support/redis-deployment.ts";

const PARTS = 24;

/** A server of the test's own, which it may cut and demote. */
async function ownRedis(): Promise<{ readonly url: string; readonly admin: Redis }> {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-storm-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const { url, stop } = await startRedis({ dataDir });
  onTestFinished(() => stop());
  const admin = new Redis(url);
  onTestFinished(() => admin.disconnect());
  return { url, admin };
}

/** Every connection but the admin's own. */
async function cutAll(admin: Redis): Promise<void> {
  await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
}

function deploy(redisUrl: string, onPart: (sent: number) => Promise<unknown>) {
  let sent = 0;
  const world = deployOnRedis({
    redisUrl,
    change: (store) => ({
      uploadPart: async (...args) => {
        sent += 1;
        await onPart(sent);
        return store.uploadPart(...args);
      },
    }),
  });
  onTestFinished(world.close);
  return world;
}

describe("a job", () => {
  test("ends well while every connection to Redis is cut again and again", async () => {
    const { url, admin } = await ownRedis();
    // With every part that is sent, in whatever they are doing.
    const world = deploy(url, () => cutAll(admin));
    const jobId = await world.submit("big.bin", PARTS);

    const state = await world.finish(jobId);

    expect(state).toBe("succeeded");
    expect(world.storedDigest("big.bin")).toBe(digest(sampleBytes(7, PARTS * MIB)));
    expect((await world.record(jobId))?.progress.partsStored).toBe(PARTS);
    expect(world.store.openUploads).toEqual([]);
  });

  test("ends well when its Redis is demoted under it and promoted again", async () => {
    const { url, admin } = await ownRedis();
    const demoted = Promise.withResolvers<void>();
    const world = deploy(url, async (sent) => {
      if (sent === PARTS / 2) {
        // Port 1 never answers: a replica that has lost its primary, as in the middle of a fail-over.
        await admin.replicaof("127.0.0.1", 1);
        demoted.resolve();
      }
    });
    const refused = vi.fn();
    world.redis.on("reconnecting", refused);
    const jobId = await world.submit("big.bin", PARTS);
    await demoted.promise;
    await expect.poll(() => refused).toHaveBeenCalled();

    await admin.replicaof("NO", "ONE");
    const state = await world.finish(jobId);

    expect(state).toBe("succeeded");
    expect(world.storedDigest("big.bin")).toBe(digest(sampleBytes(7, PARTS * MIB)));
    expect(world.store.openUploads).toEqual([]);
  });
});

/** Clients of services, all connected. */
async function openClients(url: string, count: number): Promise<readonly RedisClient[]> {
  const clients = Array.from({ length: count }, () =>
    connectRedis(url, { role: "service", log: silentLog }),
  );
  onTestFinished(() => {
    for (const client of clients) {
      client.disconnect();
    }
  });
  await Promise.all(clients.map((client) => client.ping()));
  return clients;
}

describe("hundreds of clients", () => {
  test("are all back when they were cut off at once, and no call of theirs is lost", async () => {
    const { url, admin } = await ownRedis();
    const clients = await openClients(url, 100);

    const calls = clients.map((client, index) => client.sadd("called", index));
    await cutAll(admin);
    await Promise.all(calls);

    await eventually(() => clients.every(({ status }) => status === "ready"));
    expect(await admin.scard("called")).toBe(clients.length);
  });

  test("are all back soon after a Redis that was killed, by one connection each", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "penstock-storm-"));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const killed = await startRedis({ dataDir });
    const clients = await openClients(killed.url, 300);
    killed.kill("SIGKILL");
    await killed.exited;
    const calls = clients.map((client, index) => client.sadd("called", index));
    const again = await startRedis({ dataDir, port: killed.port });
    onTestFinished(() => again.stop());
    const startedAtMs = performance.now();

    await Promise.all(calls);

    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
    const admin = new Redis(again.url);
    onTestFinished(() => admin.disconnect());
    expect(await admin.scard("called")).toBe(clients.length);
    const stats = await admin.info("stats");
    const [received = 0, rejected = 0] = [
      /total_connections_received:(\d+)/,
      /rejected_connections:(\d+)/,
    ].map((pattern) => Number(pattern.exec(stats)?.[1]));
    expect(rejected).toBe(0);
    // Few more than there are clients: who starts the server asks whether it answers, and this test.
    expect(received).toBeLessThan(clients.length + 20);
  });
});
