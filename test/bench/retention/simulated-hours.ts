import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { connectRedis, type RedisClient, RedisLedger } from "@penstock/adapter-redis";
import {
  apply,
  freezeReceipt,
  type Job,
  type Ledger,
  newJobId,
  newTransferId,
  type Retention,
  type Transfer,
  type TransferEvent,
  toETag,
} from "@penstock/core";
import { RetentionLoop } from "@penstock/engine";
import { openJobArchive, openJournalDirectory } from "@penstock/journal";
import { startRedis } from "@penstock/local-redis";
import { systemRandom } from "@penstock/process";
import { repetitions, silentLog } from "@penstock/testkit";
import { inParallel, upTo } from "../tools/in-parallel.ts";

const TENANT = "default";
const HOUR_MS = 3_600_000;
const KEPT_HOURS = 3;
const RETENTION: Retention = { succeeded: KEPT_HOURS * HOUR_MS, failed: KEPT_HOURS * HOUR_MS };
const BEGINNING_MS = Date.UTC(2026, 0, 1);
const AT_ONCE = 32;

export type Hour = {
  readonly usedBytes: number;
  readonly jobs: number;
  readonly indexBytes: number;
};

/** What Redis holds after each of some hours, in which so many jobs a second end. Only the time is not real. */
export async function simulateHours(
  folder: string,
  { hours, jobsPerHour }: { readonly hours: number; readonly jobsPerHour: number },
): Promise<readonly Hour[]> {
  const place = await mkdtemp(join(folder, "retention-"));
  const server = await startRedis({ dataDir: join(place, "redis") });
  const redis = connectRedis(server.url, { role: "service", log: silentLog });
  try {
    const measured: Hour[] = [];
    const retire = await openRetention(redis, join(place, "journal"));
    for (let hour = 1; hour <= hours; hour += 1) {
      await finishJobs(redis, { jobs: jobsPerHour, endMs: BEGINNING_MS + hour * HOUR_MS });
      await retire(BEGINNING_MS + hour * HOUR_MS);
      measured.push(await measure(redis));
    }
    return measured;
  } finally {
    redis.disconnect();
    await server.stop();
    await rm(place, { recursive: true });
  }
}

async function openRetention(
  redis: RedisClient,
  path: string,
): Promise<(nowMs: number) => Promise<void>> {
  const options = { log: silentLog, random: systemRandom };
  const connections = {
    documentStore: () => {
      throw new Error("the journal is a folder");
    },
  };
  const journal = await openJournalDirectory(path, options);
  const archive = openJobArchive({ kind: "folder", path }, { ...options, connections });
  const unused = () => {
    throw new Error("no connection was tested");
  };
  const engine = {
    ...options,
    ...{ journal, archive, ledger: new RedisLedger(redis) },
    connections: {
      ...{ source: unused, store: unused, lister: unused, probe: unused },
      serverSideCopySource: () => undefined,
    },
  };
  return async (nowMs) => {
    const clock = { nowMs: () => nowMs };
    const repeats = repetitions(clock);
    const loop = new RetentionLoop({ ...engine, clock, repeats }, RETENTION);
    await loop.retireOnce();
  };
}

/** Spread over the hour that ends then. */
async function finishJobs(
  redis: RedisClient,
  { jobs, endMs }: { readonly jobs: number; readonly endMs: number },
): Promise<void> {
  const ledger = new RedisLedger(redis);
  await inParallel(upTo(jobs), AT_ONCE, async (index) => {
    const atMs = endMs - HOUR_MS + Math.floor((index * HOUR_MS) / jobs);
    const jobId = await finishJob(ledger, atMs);
    const prefix = `penstock:{${TENANT}}:`;
    await redis
      .pipeline()
      .zadd(`${prefix}ended:succeeded`, "XX", atMs, jobId)
      .hset(`${prefix}job:${jobId}`, "finishedAt", atMs)
      .exec();
  });
}

/** One small object, as one PUT. */
async function finishJob(ledger: Ledger, atMs: number): Promise<Job["id"]> {
  const job: Job = {
    id: newJobId(atMs, systemRandom.bytes(10)),
    ...{ tenant: TENANT, name: "reports/2026/january.csv", createdAtMs: atMs },
    labels: { team: "reports" },
  };
  const planned: Transfer = {
    id: newTransferId(atMs, systemRandom.bytes(10)),
    ...{ jobId: job.id, tenant: TENANT, generation: 1, revision: 1 },
    source: { connection: "files", key: "reports/2026/january.csv" },
    destination: { connection: "cloud", key: "reports/2026/january.csv" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    state: { kind: "planned", intents: [] },
  };
  await ledger.jobs.createJob(job, [planned]);
  let transfer = planned;
  for (const event of eventsOf(atMs)) {
    const next = apply(transfer, 1, event);
    await ledger.transfers.save(transfer, next, freezeReceipt(next, []));
    transfer = next;
  }
  return job.id;
}

function eventsOf(atMs: number): readonly TransferEvent[] {
  const etag = toETag("0123456789abcdef0123456789abcdef");
  const checksum = "00ff00ff00ff00ff";
  return [
    {
      kind: "upload-opened",
      upload: {
        token: "up_01jgfn0000000000000000000a",
        plan: {
          ...{ strategy: "put", sizeBytes: 1024, partSizeBytes: 1024, partCount: 1 },
          reason: "it is smaller than one part",
        },
        sourceVersion: { sizeBytes: 1024, validator: { kind: "etag", etag: '"a-version"' } },
        checksum: "crc64xz",
        attributes: { contentType: "text/csv", metadata: {} },
      },
    },
    { kind: "upload-unknown", cause: { code: "store-missing", message: "so it completes" } },
    { kind: "upload-completed", etag },
    {
      kind: "object-verified",
      object: {
        ...{ etag, checksum, sizeBytes: 1024, storedAtMs: atMs },
        verifiedBy: "object-checksum",
      },
    },
  ];
}

async function measure(redis: RedisClient): Promise<Hour> {
  const history = `penstock:{${TENANT}}:history`;
  const [, used = "0"] = /^used_memory:(\d+)/m.exec(await redis.info("memory")) ?? [];
  return {
    usedBytes: Number(used),
    jobs: await redis.zcard(history),
    indexBytes: (await redis.memory("USAGE", history, "SAMPLES", 0)) ?? 0,
  };
}
