import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import type { JobId, Ledger, Log } from "@penstock/core";
import {
  CountReconciler,
  finalizeTransfer,
  JournalSweep,
  OrphanSweep,
  planTransfer,
  submitJob,
  sweepOnce,
  transferPart,
} from "@penstock/engine";
import { startRedis } from "@penstock/local-redis";
import { interceptLedger, MemoryJournal, silentLog } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { deliveryOf, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";

const TENANT = "default";
const PREFIX = "penstock:{default}:";
const signal = new AbortController().signal;

let folder = "";
let server: Awaited<ReturnType<typeof startRedis>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-damaged-"));
  server = await startRedis({ dataDir: folder });
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** What the sweep looks at, without the wait. */
function impatient(ledger: Ledger): Ledger {
  const { transfers, parts } = ledger;
  return interceptLedger(ledger, ({ name, args, run }) => {
    const [tenant, , limit] = args as readonly [string, number, number];
    switch (name) {
      case "parts.heldParts":
        return parts.heldParts(tenant, 0, limit);
      case "transfers.idleTransfers":
        return transfers.idleTransfers(tenant, 0, limit);
      default:
        return run();
    }
  });
}

/** Two jobs of two parts each, on an empty ledger. */
async function openWorld(redis: RedisClient) {
  await redis.flushall();
  const errors: string[] = [];
  const log: Log = { ...silentLog, error: (_fields, message) => errors.push(message) };
  const deployment = new MemoryDeployment(1);
  const ledger = impatient(new RedisLedger(redis, log));
  const engine = { ...deployment.engine, ledger, log };
  const jobIds: JobId[] = [];
  for (const key of ["bad", "good"]) {
    deployment.source.put(key, sampleBytes(key.length, 2 * MIB));
    const source = { connection: "source", key };
    const destination = { connection: "store", key };
    const options = {
      partSizeBytes: MIB,
      overwrite: "always",
      attributes: { metadata: {} },
    } as const;
    const names = { tenant: TENANT, name: key, labels: {} };
    const { job } = await submitJob(engine, { ...names, source, destination, options });
    jobIds.push(job.id);
  }
  const [bad, good] = jobIds;
  if (bad === undefined || good === undefined) {
    throw new Error("both jobs were submitted");
  }
  return { deployment, engine, ledger, errors, bad, good };
}

type World = Awaited<ReturnType<typeof openWorld>>;

async function transferIdOf(redis: RedisClient, jobId: JobId): Promise<string> {
  return (await redis.lindex(`${PREFIX}job:${jobId}:transfers`, 0)) ?? "";
}

/** Every task that is queued. */
async function runTasks({ deployment: { tasks }, engine }: World): Promise<void> {
  for (;;) {
    const plan = tasks.takePlan();
    const part = tasks.takePart();
    const finalize = tasks.takeFinalize();
    // A task that fails is tried again later, by its queue.
    await Promise.allSettled([
      plan && planTransfer(engine, plan, signal),
      part && transferPart(engine, part, deliveryOf({ isRepeated: false })),
      finalize && finalizeTransfer(engine, finalize, signal),
    ]);
    if ((plan ?? part ?? finalize) === undefined) {
      return;
    }
  }
}

async function passesOf({ engine }: World): Promise<void> {
  await sweepOnce(engine);
  await new CountReconciler(engine).reconcileOnce();
  await new OrphanSweep(engine, { graceMs: 0 }).sweepOnce(signal);
  await new JournalSweep({ ...engine, journal: new MemoryJournal() }).sweepOnce();
}

/** Not JSON, and JSON that is something else. */
const DAMAGES = ["", "{", "null", "7", "[]", "{}"];

type Kind = (redis: RedisClient, world: World, text: string) => Promise<unknown>;

const KINDS: readonly (readonly [string, Kind])[] = [
  [
    "a transfer",
    async (redis, { bad }, text) =>
      redis.hset(`${PREFIX}tr:${await transferIdOf(redis, bad)}`, "doc", text),
  ],
  ["a job", (redis, { bad }, text) => redis.hset(`${PREFIX}job:${bad}`, "doc", text)],
  [
    "a failure",
    async (redis, { bad }, text) =>
      redis.rpush(`${PREFIX}failures:${await transferIdOf(redis, bad)}`, text),
  ],
  [
    "an upload without an owner",
    async (redis, _world, text) => {
      await redis.hset(`${PREFIX}uploads`, "token", `1 ${text}`);
      return redis.zadd(`${PREFIX}orphans`, 1, "token");
    },
  ],
  [
    "a process",
    (redis, _world, text) =>
      redis.hset("penstock:system:{system}:processes", "one", `${text} 9000000000000`),
  ],
  [
    "a process's entry",
    (redis, _world, text) => redis.hset("penstock:system:{system}:processes", "one", text),
  ],
];

describe.each(KINDS)("%s whose document is damaged", (_kind, damage) => {
  test.each(DAMAGES)("as %j holds up nothing else, and is told", async (text) => {
    const redis = connectRedis(server.url, { role: "service", log: silentLog });
    onTestFinished(() => redis.disconnect());
    const world = await openWorld(redis);
    await damage(redis, world, text);

    await passesOf(world);
    await runTasks(world);
    await passesOf(world);
    await runTasks(world);

    const { ledger, good } = world;
    const page = await ledger.jobs.listJobs(TENANT, { limit: 10 });
    expect(page.items.map(({ job }) => job.id).sort()).toEqual([world.bad, world.good].sort());
    expect(await ledger.jobs.readJob(TENANT, good)).toMatchObject({ counts: { stored: 1 } });
    expect((await ledger.jobs.readJob(TENANT, world.bad))?.counts.listed).toBe(1);
    await ledger.workers.liveProcesses();
    await ledger.uploads.openUploads(TENANT);
  });
});

test("a transfer that is damaged while its parts are claimed gives the room back to others", async () => {
  const redis = connectRedis(server.url, { role: "service", log: silentLog });
  onTestFinished(() => redis.disconnect());
  const world = await openWorld(redis);
  const { deployment, engine, ledger, bad, good } = world;
  const plan = deployment.tasks.takePlan();
  await (plan && planTransfer(engine, plan, signal));
  await redis.hset(`${PREFIX}tr:${await transferIdOf(redis, bad)}`, "doc", "{");
  await ledger.parts.setInFlightLimit(TENANT, 1);

  await passesOf(world);
  await runTasks(world);

  expect(await ledger.jobs.readJob(TENANT, good)).toMatchObject({ counts: { stored: 1 } });
  expect(await redis.zcard(`${PREFIX}inflight`)).toBe(0);
  expect(new Set(world.errors)).toContain("a document of the ledger is damaged: it is left out");
});
