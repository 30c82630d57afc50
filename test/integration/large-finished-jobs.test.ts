import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  apply,
  type FinishedJob,
  freezeReceipt,
  type JobArchive,
  type JobId,
  type JobRef,
  newJobId,
  newTransferId,
  parseRetention,
  type Segment,
  type Transfer,
  toETag,
} from "@penstock/core";
import { JournalSweep, RetentionLoop, receiptsOf, transfersOfJob } from "@penstock/engine";
import { type LocalRedis, startRedis } from "@penstock/local-redis";
import { systemClock, systemRandom } from "@penstock/process";
import { MemoryJobArchive, MemoryJournal } from "@penstock/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deployOnRedis } from "../support/redis-deployment.ts";

const HOUR_MS = 3_600_000;
const tenant = "default";

// The retention goes through all tenants of a server, so it is their own.
let folder: string;
let server: LocalRedis;
let world: ReturnType<typeof deployOnRedis>;
let journal: MemoryJournal;
let archive: MemoryJobArchive;
/** What was written to the archive at once, in its order. */
let written: { readonly segment: Segment; readonly jobs: readonly FinishedJob[] }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-large-"));
  server = await startRedis({ dataDir: folder });
  journal = new MemoryJournal();
  archive = new MemoryJobArchive();
  written = [];
  world = deployOnRedis({ redisUrl: server.url });
});

afterEach(async () => {
  await world.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

function engine() {
  const watched: JobArchive = {
    write: async (segment, jobs) => {
      written.push({ segment, jobs });
      await archive.write(segment, jobs);
    },
    read: (...args) => archive.read(...args),
    segments: (...args) => archive.segments(...args),
    remove: (...args) => archive.remove(...args),
    tenants: () => archive.tenants(),
  };
  return { ...world.engine, journal, archive: watched };
}

/** All are stored, but for the last one, which is skipped. */
async function finishedJob(count: number): Promise<JobId> {
  const nowMs = systemClock.nowMs();
  const id = newJobId(nowMs, systemRandom.bytes(10));
  const transfers = Array.from({ length: count }, (_, index): Transfer => {
    return {
      id: newTransferId(nowMs, systemRandom.bytes(10)),
      ...{ jobId: id, tenant, generation: 1, revision: 1 },
      source: { connection: "from", key: `${index}` },
      destination: { connection: "to", key: `${index}` },
      options: { overwrite: "always", attributes: { metadata: {} } },
      state: { kind: "planned", intents: [] },
    };
  });
  const { ledger } = world.engine;
  await ledger.jobs.createJob({ id, tenant, name: "a", labels: {}, createdAtMs: nowMs }, transfers);
  await Promise.all(
    transfers.map((transfer, index) => (index === count - 1 ? skip(transfer) : store(transfer))),
  );
  return id;
}

async function skip(transfer: Transfer): Promise<void> {
  const next = apply(transfer, 1, { kind: "transfer-skipped", reason: "it is there" });
  await world.engine.ledger.transfers.save(transfer, next);
}

async function store(transfer: Transfer): Promise<void> {
  const { transfers } = world.engine.ledger;
  const etag = toETag("0123456789abcdef0123456789abcdef");
  const plan = { strategy: "put", sizeBytes: 1, partSizeBytes: 1, partCount: 1 } as const;
  const upload = {
    ...{ token: transfer.id, plan: { ...plan, reason: "it is small" } },
    ...{ sourceVersion: { sizeBytes: 1, validator: { kind: "size-only" } } as const },
    ...{ checksum: "crc32" as const, attributes: { metadata: {} } },
  };
  const opened = apply(transfer, 1, { kind: "upload-opened", upload });
  await transfers.save(transfer, opened);
  const object = { etag, sizeBytes: 1, storedAtMs: 1, verifiedBy: "size" } as const;
  const stored = apply(opened, 1, { kind: "put-proved", object });
  await transfers.save(opened, stored, freezeReceipt(stored, []));
}

function retire(afterMs: number, kept = "7d"): Promise<void> {
  const retention = parseRetention(kept);
  const clock = { nowMs: () => systemClock.nowMs() + afterMs };
  return "issue" in retention
    ? expect.fail(retention.issue)
    : new RetentionLoop({ ...engine(), clock }, retention).retireOnce();
}

/** Source keys, in pages of an odd size. */
async function keysOf(job: JobRef): Promise<readonly string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: 333, ...(cursor !== undefined && { cursor }) };
    const found = await transfersOfJob(engine(), job.tenant, job.jobId, page);
    keys.push(...found.items.map(({ transfer }) => transfer.source.key));
    cursor = found.nextCursor;
  } while (cursor !== undefined);
  return keys;
}

async function receiptCount(job: JobRef): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = { limit: 500, ...(cursor !== undefined && { cursor }) };
    const found = await receiptsOf(engine(), job.tenant, job.jobId, page);
    count += found.items.length;
    cursor = found.nextCursor;
  } while (cursor !== undefined);
  return count;
}

function leftInRedis(): Promise<readonly string[]> {
  return world.redis.keys(`penstock:{${tenant}}:*_*`);
}

test("a job of thousands of transfers is archived in pieces, and shows the same afterwards", async () => {
  const count = 2500;
  const jobId = await finishedJob(count);
  const job = { tenant, jobId };
  const record = await world.engine.ledger.jobs.readJob(tenant, jobId);
  await journal.writeJob(record?.job ?? expect.fail("it is there"), []);
  await new JournalSweep(engine()).sweepOnce();
  const before = await keysOf(job);

  await retire(2 * HOUR_MS);

  expect(await leftInRedis()).toEqual([]);
  expect(
    Math.max(...written.flatMap(({ jobs }) => jobs.map((each) => each.transfers.length))),
  ).toBe(1000);
  expect(before).toHaveLength(count);
  expect(await keysOf(job)).toEqual(before);
  expect(await receiptCount(job)).toBe(count - 1);
  const [entry] = await world.engine.ledger.history.entries(tenant, [jobId]);
  expect(entry?.state).toBe("succeeded");
});

test("a large job that only the recent segments have keeps its pieces when it moves on", async () => {
  const jobId = await finishedJob(1100);
  const record = await world.engine.ledger.jobs.readJob(tenant, jobId);
  await journal.writeJob(record?.job ?? expect.fail("it is there"), []);
  await new JournalSweep(engine()).sweepOnce();
  // As after a loss of Redis, when the entries are made again from the segments.
  const recent = written.find(({ segment }) => segment.group === "recent");
  const finished = world.engine.ledger.finished;
  while ((await finished.retireJobs(tenant, [{ jobId }]))[0] === "more") {
    // Some of it is left.
  }
  const segment = recent?.segment ?? expect.fail("it was archived");
  const entry = { jobId, state: "succeeded", segment, labelMarks: [] } as const;
  await world.engine.ledger.history.addEntries(tenant, [entry], "keep");

  await retire(2 * HOUR_MS);

  expect(await keysOf({ tenant, jobId })).toHaveLength(1100);
  expect((await archive.read(segment)).length).toBe(0);
});

test("nothing is left of a large job when its time is over", async () => {
  const jobId = await finishedJob(1100);
  await retire(2 * HOUR_MS);
  expect(await keysOf({ tenant, jobId })).toHaveLength(1100);

  await retire(8 * 24 * HOUR_MS);

  for await (const segment of archive.segments(tenant, "succeeded")) {
    expect.fail(`${segment.nonce} is left`);
  }
  expect(await world.engine.ledger.history.entries(tenant, [jobId])).toEqual([undefined]);
});

test("small jobs share segments, none of many more transfers than a piece", async () => {
  const ids = [];
  for (const count of [400, 500, 300, 1]) {
    ids.push(await finishedJob(count));
  }

  await retire(2 * HOUR_MS);

  const sums = written.map(({ jobs }) =>
    jobs.reduce((sum, each) => sum + each.transfers.length, 0),
  );
  expect(sums).toEqual([900, 301]);
  expect(await leftInRedis()).toEqual([]);
});

test("a job that ended under a version without a list of the ended is retired like the others", async () => {
  const [listed, unlisted, running] = [
    await finishedJob(1),
    await finishedJob(2),
    newJobId(systemClock.nowMs(), systemRandom.bytes(10)),
  ];
  const prefix = `penstock:{${tenant}}:`;
  await world.redis.zrem(`${prefix}ended:succeeded`, unlisted);
  await world.redis.zadd(`${prefix}jobs`, 0, running);
  await world.redis.hset(`${prefix}job:${running}`, { doc: "{}", listed: 1, "n:planned": 1 });

  await retire(2 * HOUR_MS);

  const entries = await world.engine.ledger.history.entries(tenant, [listed, unlisted]);
  expect(entries.map((entry) => entry?.state)).toEqual(["succeeded", "succeeded"]);
  expect(await leftInRedis()).toEqual([`${prefix}job:${running}`]);
});
