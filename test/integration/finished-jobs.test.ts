import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AttemptFailure,
  type JobArchive,
  type JobId,
  type Journal,
  newJobId,
  PenstockError,
  parseRetention,
  type Retention,
} from "@penstock/core";
import {
  findJob,
  JournalSweep,
  listJobs,
  RetentionLoop,
  receiptsOf,
  transfersOfJob,
} from "@penstock/engine";
import { openJobArchive, openJournalDirectory } from "@penstock/journal";
import { type LocalRedis, startRedis } from "@penstock/local-redis";
import { systemClock, systemHashing, systemRandom } from "@penstock/process";
import { checkCopy, checkReceipt, signReceipt } from "@penstock/receipts";
import {
  eventually,
  interceptLedger,
  interceptPort,
  repetitions,
  silentLog,
} from "@penstock/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleBytes } from "../support/memory-deployment.ts";
import { deployOnRedis } from "../support/redis-deployment.ts";

// These tests empty their server, so it is their own.
const TENANT = "default";
const KEY = "a key for these tests, long enough";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MIB = 1024 * 1024;
const options = { log: silentLog, random: systemRandom };

let folder: string;
let server: LocalRedis;
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-finished-"));
  server = await startRedis({ dataDir: join(folder, "redis") });
  closing = [];
});

afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  await server.stop();
  await rm(folder, { recursive: true });
});

type World = ReturnType<typeof deployOnRedis>;

function start(request: Partial<Parameters<typeof deployOnRedis>[0]> = {}): World {
  const world = deployOnRedis({ redisUrl: server.url, ...request });
  closing.push(() => world.close());
  return world;
}

/** With a journal in a folder, and the loops that a coordinator runs for it. */
async function startWithJournal(retention = "30d") {
  const path = join(folder, "journal");
  const journal: Journal = await openJournalDirectory(path, options);
  const noConnections = { documentStore: () => expect.fail("it is a folder") };
  const opening = { ...options, connections: noConnections };
  const archive: JobArchive =
    openJobArchive({ kind: "folder", path }, opening) ?? expect.fail("there is a journal");
  const world = start({ journal, archive });
  const engine = { ...world.engine, journal, archive };
  const kept = retentionOf(retention);
  return {
    ...world,
    engine: { ...engine, retention: kept },
    journal,
    archive,
    sweep: new JournalSweep(engine),
    /** One pass of the retention as if so much time had passed. */
    retireAfter: (ms: number) => retire({ ...engine }, kept, ms),
  };
}

function retentionOf(text: string): Retention {
  const retention = parseRetention(text);
  return "issue" in retention ? expect.fail(retention.issue) : retention;
}

function retire(engine: World["engine"], retention: Retention, ms: number): Promise<void> {
  const clock = { nowMs: () => systemClock.nowMs() + ms };
  return new RetentionLoop({ ...engine, clock }, retention).retireOnce();
}

async function receiptText(engine: World["engine"], jobId: JobId): Promise<string> {
  const { items } = await receiptsOf(engine, TENANT, jobId, { limit: 10 });
  return items.map((body) => JSON.stringify(signReceipt(body, KEY))).join("\n");
}

/** The outcomes of all checks of a receipt, and of an equal copy and one of zeros. */
async function checksOf(text: string, bytes: Uint8Array) {
  const receipt = JSON.parse(text);
  const copy = (content: Uint8Array) => ({
    sizeBytes: content.length,
    async *read(startByte: number, lengthBytes: number) {
      yield content.subarray(startByte, startByte + lengthBytes);
    },
  });
  const checks = [
    ...checkReceipt(receipt, KEY),
    await checkCopy(receipt, copy(bytes), systemHashing),
    await checkCopy(receipt, copy(new Uint8Array(bytes.length)), systemHashing),
  ];
  return checks.map(({ name, outcome }) => `${name} ${outcome}`);
}

const ALL_GOOD = [
  ...["signature passed", "parts passed", "checksum passed"],
  ...["copy passed", "copy failed"],
];

async function idsOf(engine: World["engine"]): Promise<readonly JobId[]> {
  const { items } = await listJobs(engine, TENANT, {}, { limit: 100 });
  return items.map(({ job }) => job.id);
}

describe("a frozen receipt", () => {
  test("is the same bytes when all keys of its parts are gone, and a copy of zeros fails", async () => {
    const { engine, redis, submit, finish } = start();
    const jobId = await submit("abc", 3);
    expect(await finish(jobId)).toBe("succeeded");
    const before = await receiptText(engine, jobId);

    const parts = await redis.keys("penstock:{default}:uploaded:*");
    await Promise.all(parts.map((key) => redis.pexpire(key, 1)));

    expect(parts).toEqual([]);
    expect(await receiptText(engine, jobId)).toBe(before);
    expect(await checksOf(before, sampleBytes(3, 3 * MIB))).toEqual(ALL_GOOD);
  });

  test("shows no failure that is reported after it", async () => {
    const { engine, submit, finish } = start();
    const jobId = await submit("abc", 2);
    await finish(jobId);
    const before = await receiptText(engine, jobId);
    const { items } = await engine.ledger.jobs.listTransfers(TENANT, jobId, { limit: 1 });
    const [transfer] = items;
    const cause = { code: "store-throttled", message: "SlowDown" } as const;
    const failure: AttemptFailure = { step: "verify", atMs: 1, process: "late", cause };

    const ref = { tenant: TENANT, transferId: transfer?.id ?? expect.fail("it has a transfer") };
    await engine.ledger.transfers.noteFailure(ref, 1, failure, true);

    expect(await receiptText(engine, jobId)).toBe(before);
  });

  test.each(["before", "after"] as const)(
    "is there as soon as its transfer is stored, where the process dies right %s that step",
    async (when) => {
      const seen: string[] = [];
      const world = start({
        ledger: (ledger) =>
          interceptLedger(ledger, async ({ name, args, run }) => {
            const isStoring =
              name === "transfers.save" && JSON.stringify(args[1]).includes('"kind":"stored"');
            if (!isStoring || seen.length > 0) {
              return run();
            }
            seen.push(name);
            await (when === "after" ? run() : undefined);
            throw new PenstockError("ledger-unavailable", "the process died here");
          }),
      });
      const jobId = await world.submit("abc", 3);

      expect(await world.finish(jobId)).toBe("succeeded");

      expect(seen).toEqual(["transfers.save"]);
      const text = await receiptText(world.engine, jobId);
      expect(await checksOf(text, sampleBytes(3, 3 * MIB))).toEqual(ALL_GOOD);
    },
  );

  test("is refused, not empty, where none was made while the parts were kept", async () => {
    const { engine, redis, submit, finish } = start();
    const jobId = await submit("abc", 3);
    await finish(jobId);
    const [key = ""] = await redis.keys("penstock:{default}:tr:*");
    await redis.hdel(key, "receipt");

    await expect(receiptText(engine, jobId)).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining("are no longer kept"),
    });
  });
});

describe("with a journal, a finished job", () => {
  test("and its receipt outlive the loss of Redis, and it does not run again", async () => {
    const { engine, redis, store, submit, finish, sweep, journal } = await startWithJournal();
    const jobId = await submit("abc", 3);
    await finish(jobId);
    await sweep.sweepOnce();
    const before = await receiptText(engine, jobId);
    const record = await findJob(engine, TENANT, jobId);
    store.objects.delete("abc");

    await redis.flushall();
    await sweep.sweepOnce();
    await sweep.sweepOnce();

    expect(await journal.jobs()).toEqual([]);
    expect(await receiptText(engine, jobId)).toBe(before);
    expect(await checksOf(before, sampleBytes(3, 3 * MIB))).toEqual(ALL_GOOD);
    expect(await findJob(engine, TENANT, jobId)).toEqual(record);
    expect(await idsOf(engine)).toEqual([jobId]);
    expect(await redis.keys("penstock:{default}:job:*")).toEqual([]);
    expect(store.objects.has("abc")).toBe(false);
  });

  test("is not run again when its coordinator died between archiving and forgetting it", async () => {
    const { engine, redis, submit, finish, journal } = await startWithJournal();
    const jobId = await submit("abc", 3);
    await finish(jobId);
    const forgetful = interceptPort(journal, ({ name, run }) =>
      name === "forget"
        ? Promise.reject(new PenstockError("journal-unavailable", "the process died here"))
        : run(),
    );
    await new JournalSweep({ ...engine, journal: forgetful }).sweepOnce();
    const before = await receiptText(engine, jobId);
    expect(await journal.jobs()).toHaveLength(1);

    await redis.flushall();
    const sweep = new JournalSweep({ ...engine, journal, repeats: repetitions() });
    await sweep.sweepOnce();
    await sweep.sweepOnce();

    expect(await journal.jobs()).toEqual([]);
    expect(await redis.keys("penstock:{default}:job:*")).toEqual([]);
    expect(await receiptText(engine, jobId)).toBe(before);
  });

  test("is asked for again, not missing, while a lost list is made again", async () => {
    const { engine, redis, submit, finish, sweep } = await startWithJournal();
    const jobId = await submit("abc", 2);
    await finish(jobId);
    await sweep.sweepOnce();

    await redis.flushall();

    await expect(findJob(engine, TENANT, jobId)).rejects.toMatchObject({
      code: "ledger-unavailable",
      message: expect.stringContaining("ask for the job"),
    });
  });

  test("leaves Redis an hour after its end but for 200 bytes, and shows the same", async () => {
    const { engine, redis, submit, finish, sweep, retireAfter } = await startWithJournal();
    const jobId = await submit("abc", 3);
    await finish(jobId);
    await sweep.sweepOnce();
    const [before, record] = [
      await receiptText(engine, jobId),
      await findJob(engine, TENANT, jobId),
    ];
    const transfers = await transfersOfJob(engine, TENANT, jobId, { limit: 10 });
    await retireAfter(HOUR_MS - 60_000);
    expect(await redis.keys("penstock:{default}:job:*")).not.toEqual([]);

    await retireAfter(HOUR_MS + 60_000);

    const keys = await redis.keys("penstock:{default}:*");
    expect(keys.filter((key) => /job_|tr_/.test(key))).toEqual([]);
    expect(await redis.memory("USAGE", "penstock:{default}:history")).toBeLessThan(200);
    expect(await receiptText(engine, jobId)).toBe(before);
    expect(await findJob(engine, TENANT, jobId)).toEqual(record);
    expect(await transfersOfJob(engine, TENANT, jobId, { limit: 10 })).toEqual(transfers);
    expect(await idsOf(engine)).toEqual([jobId]);
  });

  test("that was retired is found after a loss of Redis, in the segment that it moved to", async () => {
    const { engine, redis, submit, finish, sweep, archive, retireAfter } = await startWithJournal();
    const jobId = await submit("abc", 3);
    await finish(jobId);
    await sweep.sweepOnce();
    const before = await receiptText(engine, jobId);
    await retireAfter(2 * HOUR_MS);
    await retireAfter(2 * HOUR_MS);

    await redis.flushall();
    await sweep.sweepOnce();

    expect(await receiptText(engine, jobId)).toBe(before);
    expect(await groupsOf(archive)).toEqual({ recent: 0, succeeded: 1, failed: 0 });
  });

  test("whose Redis was lost moves on from the recent segments all the same", async () => {
    const { engine, redis, submit, finish, sweep, archive, retireAfter } = await startWithJournal();
    const jobId = await submit("abc", 3);
    await finish(jobId);
    await sweep.sweepOnce();
    const before = await receiptText(engine, jobId);
    await redis.flushall();
    await sweep.sweepOnce();
    expect(await groupsOf(archive)).toEqual({ recent: 1, succeeded: 0, failed: 0 });

    await retireAfter(2 * HOUR_MS);

    expect(await groupsOf(archive)).toEqual({ recent: 0, succeeded: 1, failed: 0 });
    expect(await receiptText(engine, jobId)).toBe(before);
  });

  test("is gone when its time is over, says why, and takes its tenant along", async () => {
    const { engine, redis, submit, finish, sweep, archive, retireAfter } =
      await startWithJournal("succeeded=7d,failed=90d");
    const jobId = await submit("abc", 3);
    await finish(jobId);
    await sweep.sweepOnce();
    await retireAfter(2 * HOUR_MS);
    await retireAfter(7 * DAY_MS - HOUR_MS);
    expect(await idsOf(engine)).toEqual([jobId]);

    await retireAfter(7 * DAY_MS + HOUR_MS);

    expect(await idsOf(engine)).toEqual([]);
    expect(await groupsOf(archive)).toEqual({ recent: 0, succeeded: 0, failed: 0 });
    expect(await redis.smembers("penstock:tenants")).toEqual([]);
    const message = "finished jobs are kept for succeeded=7d,failed=90d (PENSTOCK_RETENTION)";
    await expect(findJob(engine, TENANT, jobId)).rejects.toMatchObject({
      code: "not-found",
      message: `there is no job ${jobId}: ${message}`,
    });
    await expect(receiptText(engine, jobId)).rejects.toMatchObject({ code: "not-found" });
  });

  test("stays in Redis while the journal still has it as unfinished", async () => {
    const { redis, submit, finish, retireAfter } = await startWithJournal();
    await finish(await submit("abc", 1));

    await retireAfter(2 * HOUR_MS);

    expect(await redis.keys("penstock:{default}:job:*")).not.toEqual([]);
  });
});

async function groupsOf(archive: JobArchive) {
  const count = async (group: "recent" | "succeeded" | "failed") => {
    let segments = 0;
    for await (const segment of archive.segments(TENANT, group)) {
      segments += segment.tenant === TENANT ? 1 : 0;
    }
    return segments;
  };
  return {
    recent: await count("recent"),
    succeeded: await count("succeeded"),
    failed: await count("failed"),
  };
}

describe("without a journal, a finished job", () => {
  test("stays whole until its time is over, by its outcome", async () => {
    const { engine, redis, submit, finish } = start();
    const good = await submit("abc", 2);
    const bad = newJobId(systemClock.nowMs(), systemRandom.bytes(10));
    await engine.ledger.jobs.createJob(
      { id: bad, tenant: TENANT, name: "none", labels: {}, createdAtMs: systemClock.nowMs() },
      [],
    );
    await finish(good);
    await redis.zadd("penstock:{default}:ended:failed", Date.now(), bad);
    await redis.zrem("penstock:{default}:ended:succeeded", bad);
    await redis.hset(`penstock:{default}:job:${bad}`, "n:failed", 1);
    const retention = retentionOf("succeeded=7d,failed=90d");

    await retire(engine, retention, 8 * DAY_MS);
    expect(await idsOf(engine)).toEqual([bad]);

    await retire(engine, retention, 91 * DAY_MS);
    expect(await idsOf(engine)).toEqual([]);
    const keys = await eventually(async () => {
      const left = await redis.keys("penstock:{default}:*");
      return left.length === 0 && { left };
    });
    expect(keys).toEqual({ left: [] });
    const finding = findJob({ ...engine, retention }, TENANT, good);
    await expect(finding).rejects.toMatchObject({
      message: expect.stringContaining("and at most 100,000 of them without a journal"),
    });
  });
});
