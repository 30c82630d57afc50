import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { RedisLedger } from "@penstock/adapter-redis";
import type { BatchTask, Entry, Job } from "@penstock/core";
import { packEntries } from "@penstock/core";
import { startRedis } from "@penstock/local-redis";
import { BulkScenario } from "@penstock/testkit";
import { Redis } from "ioredis";
import type { Bench } from "./result.ts";
import { cpuSeconds } from "./tools/process-facts.ts";
import { rounded } from "./tools/statistics.ts";

const ENTRIES = 1_000_000;
const QUICK_ENTRIES = 20_000;
const PAGE = 1000;
const SIZE_BYTES = 10 * 1024;
const PERMITS = 48;

/** What the ledger alone costs Redis for a bulk job, from its list to its rows, and how much of it lies there at once. */
export const bulkLedger: Bench = {
  name: "bulk-ledger",
  run: async (lab) => {
    const entries = lab.isQuick ? QUICK_ENTRIES : ENTRIES;
    const dataDir = await mkdtemp(join(tmpdir(), "penstock-bulk-ledger-"));
    const server = await startRedis({ dataDir });
    const redis = new Redis(server.url);
    try {
      const before = await usedCpu(redis);
      const peakBytes = await moveAll(redis, entries);
      const redisUs = ((await usedCpu(redis)) - before) * 1e6;
      return [
        { name: "bulk-ledger, Redis", unit: "µs/entry", ours: rounded(redisUs / entries), runs: 1 },
        { name: "bulk-ledger, peak", unit: "MiB", ours: rounded(peakBytes / 2 ** 20), runs: 1 },
      ];
    } finally {
      redis.disconnect();
      await server.stop();
      await rm(dataDir, { recursive: true });
    }
  },
};

async function moveAll(redis: Redis, total: number): Promise<number> {
  const tenant = "bulk";
  const passTime = async () => undefined;
  const stopSignals = { onStopped: async () => undefined };
  const subject = new BulkScenario({
    ledger: new RedisLedger(redis),
    stopSignals,
    tenant,
    passTime,
  });
  const job = await subject.open();
  await subject.ledger.parts.setInFlightLimit(tenant, PERMITS);
  let [listed, recorded, peakBytes] = [0, 0, 0];
  while (recorded < total) {
    listed = await list(subject, job, listed, total);
    for (let tasks = await subject.claim(); tasks.length > 0; tasks = await subject.claim()) {
      for (const task of tasks) {
        await move(subject, task);
      }
    }
    peakBytes = Math.max(peakBytes, await infoOf(redis, "memory", "used_memory"));
    recorded += await record(subject, job);
  }
  return peakBytes;
}

async function list(subject: BulkScenario, job: Job, from: number, total: number): Promise<number> {
  const { ledger, tenant } = subject;
  for (let listed = from; ; ) {
    const listing = await ledger.listings.readListing(tenant, job.id);
    const [shard] = listing?.shards ?? [];
    if (listing === undefined || shard === undefined || listing.room.batches === 0) {
      return listed;
    }
    const entries = entriesOf(listed, Math.min(PAGE, total - listed));
    const { batches, taken } = packEntries({
      ...{ entries, firstNumber: listing.nextBatch, maxEntryBytes: 2 ** 24, room: listing.room },
      listed: { after: shard.after, last: entries.at(-1)?.key ?? shard.after },
    });
    listed += batches.reduce((sum, batch) => sum + batch.entries.length, 0);
    await ledger.listings.addListed(tenant, job.id, {
      ...{ epoch: 1, shard: shard.number, after: shard.after, taken, batches, large: [] },
      isEnd: listed === total,
    });
  }
}

function entriesOf(from: number, count: number): readonly Entry[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `part-${String(from + index).padStart(10, "0")}`;
    const key = `datasets/2026/07/${name}/${randomBytes(8).toString("hex")}/object.parquet`;
    const etag = `"${randomBytes(16).toString("hex")}"`;
    return { key, sizeBytes: SIZE_BYTES, validator: { kind: "etag", etag } };
  });
}

async function move(subject: BulkScenario, first: BatchTask): Promise<void> {
  let next = { task: first, start: await subject.begin(first) };
  for (;;) {
    const lines = next.start.entries.map((entry) => `${JSON.stringify(entry)}\n`);
    const rows = gzipSync(lines.join(""), { level: 1 });
    const reported = await subject.report(next.task, next.start, { rows, wantsAnother: true });
    if (reported.next === undefined) {
      return;
    }
    next = reported.next;
  }
}

async function record({ ledger, tenant }: BulkScenario, { id }: Job): Promise<number> {
  let entries = 0;
  for (const segment of await ledger.rows.closeSegments(tenant, id)) {
    await ledger.rows.segmentRows(tenant, id, segment);
    await ledger.rows.forgetSegment(tenant, id, segment);
    entries += segment.batches.reduce((sum, { counts }) => sum + counts.stored, 0);
  }
  return entries;
}

async function usedCpu(redis: Redis): Promise<number> {
  return cpuSeconds(await infoOf(redis, "server", "process_id"));
}

async function infoOf(redis: Redis, section: string, field: string): Promise<number> {
  const text = await redis.info(section);
  return Number(new RegExp(`^${field}:(\\d+)`, "m").exec(text)?.[1]);
}
