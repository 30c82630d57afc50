import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BullmqTaskQueue,
  consumeFinalize,
  consumeParts,
  consumePlan,
} from "@penstock/adapter-bullmq";
import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import {
  type JobId,
  type Journal,
  jobStateOf,
  type ObjectStore,
  PenstockError,
} from "@penstock/core";
import {
  finalizeTransfer,
  JournalSweep,
  planTransfer,
  submitJob,
  sweepOnce,
  transferParts,
} from "@penstock/engine";
import { openJournalDirectory } from "@penstock/journal";
import { type LocalRedis, startRedis } from "@penstock/local-redis";
import { systemClock, systemRandom } from "@penstock/process";
import { eventually, repetitions, silentLog } from "@penstock/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

// These tests empty and replace their server, so it is their own.
const TENANT = "default";

let folder: string;
let server: LocalRedis;
let redis: RedisClient;
let journal: Journal;
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-loss-"));
  server = await startRedis({ dataDir: join(folder, "redis-1") });
  redis = connectRedis(server.url, { role: "service", log: silentLog });
  journal = await openJournalDirectory(join(folder, "journal"), {
    log: silentLog,
    random: systemRandom,
  });
  closing = [];
});

afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Everything but source and store is real; the three consumers run in this process. */
function start(change: (store: ObjectStore) => Partial<ObjectStore> = () => ({})) {
  const {
    engine: parts,
    source,
    store,
    storedDigest,
  } = new MemoryDeployment(1, {
    store: storeWith(change),
  });
  const queue = new BullmqTaskQueue({ connection: redis });
  const ledger = new RedisLedger(redis);
  const engine = {
    ...parts,
    ...{ ledger, queue, journal },
    clock: systemClock,
    random: systemRandom,
  };
  const repeats = repetitions();
  const shared = {
    ...{ connection: redis, clock: systemClock, log: silentLog, repeats },
  };
  const consumers = [
    consumePlan({
      ...shared,
      concurrency: 4,
      process: (ref, { signal }) => planTransfer(engine, ref, signal),
    }),
    consumeParts({
      ...shared,
      // Four of them may be held, and others have to be tried again.
      concurrency: 8,
      process: (task, delivery) => transferParts(engine, task, delivery, (carry) => carry()),
    }),
    consumeFinalize({
      ...shared,
      concurrency: 4,
      process: (ref, { signal }) => finalizeTransfer(engine, ref, signal),
    }),
  ];
  for (const consumer of consumers) {
    consumer.start();
    closing.push(() => consumer.stop(0));
  }
  closing.push(() => queue.close());
  const sweep = new JournalSweep({ ...engine, journal });
  return {
    engine,
    store,
    storedDigest,
    sweep,
    submit: async (key: string, sizeBytes: number): Promise<JobId> => {
      source.put(key, sampleBytes(key.length, sizeBytes));
      const { job } = await submitJob(engine, {
        tenant: TENANT,
        name: key,
        labels: {},
        source: { connection: "source", key },
        destination: { connection: "store", key },
        options: { partSizeBytes: MIB, overwrite: "always", attributes: { metadata: {} } },
      });
      return job.id;
    },
    /** Sweeps as a coordinator does until the job is over, and tells how it ended. */
    finish: (jobId: JobId) =>
      eventually(async () => {
        await sweep.sweepOnce();
        await sweepOnce(engine);
        const record = await ledger.jobs.readJob(TENANT, jobId);
        return record?.finishedAtMs && jobStateOf(record.counts, record.isCancelled);
      }),
  };
}

/** Parts above the fourth stay on their way until they are released. */
function halfWay() {
  const released = Promise.withResolvers<void>();
  closing.push(async () => released.resolve());
  const sent: number[] = [];
  const held = new Set<number>();
  const world = start((store) => ({
    uploadPart: async (...args) => {
      const [, number] = args;
      sent.push(number);
      if (number > 4) {
        held.add(number);
        await released.promise;
      }
      return store.uploadPart(...args);
    },
  }));
  return { ...world, sent, held, release: () => released.resolve() };
}

async function copyFourParts(world: ReturnType<typeof halfWay>): Promise<void> {
  await eventually(async () => {
    await world.sweep.sweepOnce();
    const [entry] = await journal.jobs();
    const job = entry && (await journal.readJob(entry));
    const transfer = job?.transfers[0];
    const known = transfer && (await journal.readTransfer(transfer));
    return known?.parts.length === 4 && world.held.size === 4;
  });
}

async function restartEmpty(): Promise<void> {
  const { port } = server;
  server.kill("SIGKILL");
  await server.exited;
  server = await startRedis({ dataDir: join(folder, "redis-2"), port });
}

const LOSSES = [
  ["is emptied by FLUSHALL", () => redis.flushall()],
  ["is replaced by an empty one", restartEmpty],
] as const;

describe.each(LOSSES)("when Redis %s", (_name, lose) => {
  test("a job in the middle continues, and its uploaded parts are not sent again", async () => {
    const world = halfWay();
    const jobId = await world.submit("a", 8 * MIB);
    await copyFourParts(world);

    await lose();
    world.release();
    const state = await world.finish(jobId);

    expect(state).toBe("succeeded");
    expect(world.store.objects.get("a")?.bytes).toHaveLength(8 * MIB);
    expect(digest(world.store.objects.get("a")?.bytes ?? new Uint8Array())).toBe(
      digest(sampleBytes(1, 8 * MIB)),
    );
    expect(world.sent.filter((number) => number <= 4).sort()).toEqual([1, 2, 3, 4]);
    expect(world.store.openUploads).toEqual([]);
    await expectNothingHeld();
  });

  test("jobs that come afterwards are planned, carried, deferred and settled as before", async () => {
    let rejections = 0;
    const world = start((store) => ({
      uploadPart: async (...args) => {
        rejections += 1;
        if (rejections === 1) {
          throw new PenstockError("store-unreachable", "it is away for a moment");
        }
        return store.uploadPart(...args);
      },
    }));
    await world.finish(await world.submit("before", 2 * MIB));

    await lose();
    rejections = 0;
    const jobId = await world.submit("after", 3 * MIB);
    const state = await world.finish(jobId);

    expect(state).toBe("succeeded");
    expect((await world.engine.ledger.jobs.readJob(TENANT, jobId))?.progress.retries).toBe(1);
    await expectNothingHeld();
  });

  test("a job that was accepted right before is not lost", async () => {
    const world = start();
    const jobId = await world.submit("a", 0);

    await lose();

    expect(await world.finish(jobId)).toBe("succeeded");
    expect(
      await eventually(async () => {
        await world.sweep.sweepOnce();
        return (await journal.jobs()).length === 0;
      }),
    ).toBe(true);
  });
});

test("a part that outlives the ledger reports into nothing, and leaves nothing behind", async () => {
  const world = halfWay();
  await world.submit("a", 8 * MIB);
  await copyFourParts(world);

  await redis.flushall();
  world.release();
  await eventually(() => world.store.openUploads.length === 1 && world.sent.length >= 8);
  await Promise.all(closing.splice(0).map((close) => close()));

  const keys = (await redis.keys("penstock:*")).filter((key) => !key.includes("workers"));
  expect(keys).toEqual([]);
});

test("the sweep aborts no upload that the ledger does not name", async () => {
  const world = halfWay();
  let aborts = 0;
  const abort = world.store.abort.bind(world.store);
  world.store.abort = async (...args) => {
    aborts += 1;
    return abort(...args);
  };
  await world.submit("a", 8 * MIB);
  await copyFourParts(world);

  await redis.flushall();
  await sweepOnce(world.engine);
  world.release();
  await eventually(() => world.sent.length === 8);
  await sweepOnce(world.engine);

  expect(aborts).toBe(0);
  expect(world.store.openUploads).toHaveLength(1);
});

test("a pass over jobs that run reads none of their files", async () => {
  const read: string[] = [];
  const watched: Journal = new Proxy(journal, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      return typeof member !== "function"
        ? member
        : (...args: unknown[]) => {
            read.push(String(name));
            return Reflect.apply(member, target, args);
          };
    },
  });
  const world = halfWay();
  await world.submit("a", 8 * MIB);
  await copyFourParts(world);
  const sweep = new JournalSweep({ ...world.engine, journal: watched });
  await sweep.sweepOnce();
  read.length = 0;

  await sweep.sweepOnce();

  expect(read).toEqual(["jobs"]);
});

/** No permit of the tenant is lost, and no transfer waits for a turn. */
async function expectNothingHeld(): Promise<void> {
  const prefix = `penstock:{${TENANT}}:`;
  const held = await Promise.all([redis.zcard(`${prefix}inflight`), redis.zcard(`${prefix}idle`)]);
  expect(held).toEqual([0, 0]);
}
