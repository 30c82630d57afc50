import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BullmqTaskQueue, consumeFinalize } from "@penstock/adapter-bullmq";
import { connectRedis, type RedisRole } from "@penstock/adapter-redis";
import { newTransferId } from "@penstock/core";
import { startRedis } from "@penstock/local-redis";
import { systemClock } from "@penstock/process";
import { eventually, repetitions, silentLog } from "@penstock/testkit";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";

/** Longer than the 750 ms for which an API waits for a response of Redis. */
const PAUSE_MS = 1500;

async function ownRedis() {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-first-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const server = await startRedis({ dataDir, args: ["--busy-reply-threshold", "10"] });
  onTestFinished(() => server.stop());
  const connected = async (role: RedisRole) => {
    const redis = connectRedis(server.url, { role, log: silentLog });
    onTestFinished(() => redis.disconnect());
    await eventually(() => redis.status === "ready");
    return redis;
  };
  const admin = new Redis(server.url);
  onTestFinished(() => admin.disconnect());
  await admin.ping();
  return { url: server.url, connected, admin };
}

const task = () => ({
  ...{ tenant: "default", transferId: newTransferId(1, randomBytes(10)), generation: 1 },
  action: "complete" as const,
});

test("a queue that was opened while Redis was silent takes tasks once it speaks again", async () => {
  const { connected, admin } = await ownRedis();
  const connection = await connected("client");
  await admin.client("PAUSE", PAUSE_MS, "ALL");

  const queue = new BullmqTaskQueue({ connection });
  onTestFinished(() => queue.close());
  await expect(connection.ping()).rejects.toThrow("Command timed out");
  await admin.ping();

  await queue.addFinalize(task());
  expect(await admin.llen("{penstock}:finalize:wait")).toBe(1);
});

test("a consumer that was opened while Redis was busy with a script takes tasks once that ended", async () => {
  const { url, connected, admin } = await ownRedis();
  const connection = await connected("service");
  const scripts = new Redis(url);
  onTestFinished(() => scripts.disconnect());
  const script = scripts.eval("while true do end", 0).catch(() => undefined);
  await eventually(() =>
    admin.ping().then(
      () => false,
      () => true,
    ),
  );

  const taken: string[] = [];
  const consumer = consumeFinalize({
    ...{ connection, concurrency: 1, log: silentLog, clock: systemClock },
    repeats: repetitions(systemClock),
    process: async ({ transferId }) => {
      taken.push(transferId);
      return { kind: "done" };
    },
  });
  onTestFinished(() => consumer.stop(0));
  consumer.start();
  await expect(connection.info()).rejects.toThrow("BUSY");
  await admin.script("KILL");
  await script;

  const queue = new BullmqTaskQueue({ connection });
  onTestFinished(() => queue.close());
  const sent = task();
  await queue.addFinalize(sent);
  await eventually(() => taken.length === 1);
  expect(taken).toEqual([sent.transferId]);
});
