import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BullmqTaskQueue } from "@penstock/adapter-bullmq";
import {
  checkRedis,
  connectRedis,
  type RedisClient,
  RedisLedger,
  type RedisRole,
} from "@penstock/adapter-redis";
import type { Log } from "@penstock/core";
import { type LocalRedis, startRedis } from "@penstock/local-redis";
import { LedgerScenario, silentLog } from "@penstock/testkit";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

// These tests stop and misconfigure their server, so it is their own.
let dataDir: string;
let server: LocalRedis;
let connections: RedisClient[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "penstock-outage-"));
  // Whatever was acknowledged is in the file by then, also on a busy disk.
  server = await startRedis({ dataDir, appendFsync: "always" });
  connections = [];
});

afterEach(async () => {
  for (const redis of connections) {
    redis.disconnect();
  }
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Stands before the server; its first connections fall silent when told to, and are never closed. */
async function startSilenceable(): Promise<{ readonly url: string; fallSilent(): void }> {
  const sockets: Socket[] = [];
  const proxy = createServer((client) => {
    const upstream = connect(server.port, "127.0.0.1");
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.push(socket);
      socket.on("error", () => socket.destroy());
    }
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(() => {
    for (const socket of sockets) {
      socket.destroy();
    }
    proxy.close();
  });
  const address = proxy.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `redis://127.0.0.1:${port}`,
    fallSilent: () => {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
  };
}

function connected(role: RedisRole, log: Log = silentLog): RedisClient {
  const redis = connectRedis(server.url, { role, log });
  connections.push(redis);
  return redis;
}

function scenarioOn(redis: RedisClient): LedgerScenario {
  return new LedgerScenario({
    ledger: new RedisLedger(redis),
    stopSignals: { onStopped: async () => undefined },
    tenant: "films",
    passTime: async () => undefined,
  });
}

async function elapsedMs(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

async function crashServer(): Promise<void> {
  server.kill("SIGKILL");
  await server.exited;
}

async function restartServer(): Promise<void> {
  server = await startRedis({ dataDir, port: server.port, appendFsync: "always" });
}

test("a command that a silent server swallowed is sent again on a new connection", async () => {
  const before = await startSilenceable();
  const redis = connectRedis(before.url, {
    role: "service",
    log: silentLog,
    responseTimeoutMs: 200,
  });
  connections.push(redis);
  await redis.set("key", "value");
  before.fallSilent();

  expect(await redis.get("key")).toBe("value");
});

test("what is asked in one turn of the event loop is held together, and sent when the turn ends", async () => {
  const redis = connected("service");
  assert(redis instanceof Redis);
  await redis.ping();

  const responses = Promise.all([redis.ping(), redis.ping()]);

  expect(redis.stream.writableCorked).toBe(1);
  expect(await responses).toEqual(["PONG", "PONG"]);
  expect(redis.stream.writableCorked).toBe(0);
});

describe("the check at start", () => {
  test("accepts a server that keeps what it accepts", async () => {
    expect(await checkRedis(connected("client"))).toEqual([]);
  });

  test.each([
    ["maxmemory-policy", "allkeys-lru", "CONFIG SET maxmemory-policy noeviction"],
    ["appendonly", "no", "CONFIG SET appendonly yes"],
  ])("refuses a server whose %s is %s", async (setting, value, line) => {
    const redis = connected("service");
    await redis.config("SET", setting, value);

    await expect(checkRedis(redis)).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringContaining(line),
    });
  });
});

describe("while Redis is away", () => {
  test("a client's call fails within a second", async () => {
    const redis = connected("client");
    await checkRedis(redis);
    const { ledger } = scenarioOn(redis);
    await crashServer();

    const ms = await elapsedMs(async () => {
      await expect(ledger.jobs.tenants()).rejects.toMatchObject({ code: "ledger-unavailable" });
    });

    expect(ms).toBeLessThan(1000);
  });

  test("a client's call to a server that hangs fails within a second", async () => {
    const redis = connected("client");
    await checkRedis(redis);
    const { ledger } = scenarioOn(redis);
    server.kill("SIGSTOP");

    const ms = await elapsedMs(async () => {
      await expect(ledger.parts.dispatch("films")).rejects.toMatchObject({
        code: "ledger-unavailable",
      });
    });

    expect(ms).toBeLessThan(1000);
  });

  test("a client's task is refused within a second", async () => {
    const redis = connected("client");
    await checkRedis(redis);
    const transfer = await scenarioOn(redis).planned();
    const queue = new BullmqTaskQueue({ connection: redis });
    await queue.addPlan(transfer);
    await crashServer();

    const ms = await elapsedMs(() => expect(queue.addPlan(transfer)).rejects.toThrow());

    expect(ms).toBeLessThan(1000);
    await queue.close();
  });

  test("a service's call waits, and finds what was acknowledged before", async () => {
    const scenario = scenarioOn(connected("service"));
    const transfer = await scenario.uploading(3);
    await crashServer();

    const waiting = scenario.claim();
    await restartServer();

    expect(await waiting).toEqual([1, 2, 3]);
    expect(await scenario.reread(transfer)).toEqual(transfer);
  });

  test("an outage is logged once when it begins and once when it ends", async () => {
    const [error, info] = [vi.fn(), vi.fn()];
    const redis = connected("service", { ...silentLog, error, info });
    await redis.ping();
    const retries = vi.fn();
    redis.on("reconnecting", retries);
    await crashServer();
    await expect.poll(() => retries.mock.calls.length).toBeGreaterThan(2);

    await restartServer();

    await expect.poll(() => info).toHaveBeenCalledOnce();
    expect(error).toHaveBeenCalledOnce();
  });
});

test("a write to a server that was demoted waits for its promotion", async () => {
  const redis = connected("service");
  const scenario = scenarioOn(redis);
  const refused = vi.fn();
  await scenario.planned();
  redis.on("reconnecting", refused);
  const admin = connected("service");
  // Port 1 never answers: a replica that has lost its primary, as in the middle of a fail-over.
  await admin.replicaof("127.0.0.1", 1);

  const writing = scenario.planned();
  await expect.poll(() => refused).toHaveBeenCalled();
  await admin.replicaof("NO", "ONE");

  const transfer = await writing;
  expect(await scenario.reread(transfer)).toEqual(transfer);
});
