import { RedisLedger, RedisStopSignals } from "@penstock/adapter-redis";
import type { Log } from "@penstock/core";
import { BulkScenario, silentLog, useRedis } from "@penstock/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const server = useRedis();
const errors: unknown[] = [];
const log: Log = { ...silentLog, error: (fields) => errors.push(fields) };
let redis: Redis;
let stopSignals: RedisStopSignals;

beforeAll(() => {
  redis = new Redis(server.url);
  stopSignals = new RedisStopSignals(redis);
});

afterAll(() => {
  stopSignals.close();
  redis.disconnect();
});

function open(): BulkScenario & { readonly prefix: string } {
  const tenant = server.newName();
  const passTime = async () => undefined;
  const ledger = new RedisLedger(redis, log);
  const scenario = new BulkScenario({ ledger, stopSignals, tenant, passTime });
  return Object.assign(scenario, { prefix: `penstock:{${tenant}}:` });
}

describe("a bulk job in Redis", () => {
  test("leaves no key behind when it is retired", async () => {
    const subject = open();
    const { ledger, tenant, prefix } = subject;
    const job = await subject.open();
    const large = subject.large(job);
    await subject.list(job, [2, 1], { large: [large] });
    await ledger.parts.setPaused(tenant, job.id, true);
    await ledger.jobs.markCancelled(tenant, job.id);
    await ledger.jobs.endCancelling(tenant, job.id);
    await subject.storeAll();
    await subject.transfers.advance(large, {
      kind: "cancel-requested",
      cause: { code: "cancelled", message: "no" },
    });
    for (const segment of await subject.closeSegments(job.id)) {
      await ledger.rows.forgetSegment(tenant, job.id, segment);
    }

    const [retired] = await ledger.finished.retireJobs(tenant, [{ jobId: job.id }]);

    expect(retired).toBe("retired");
    const left = await redis.keys(`${prefix}*`);
    expect(left.filter((key) => key.includes(job.id) || key.includes(large.id))).toEqual([]);
    const lists = ["jobs", "listable", "recordable", "jobQueue", "queuedJobs", "paused", "turns"];
    const there = lists.map((name) => prefix + name).filter((key) => left.includes(key));
    expect(there).toEqual([]);
  });

  test("whose batch is damaged holds up no permit, and says so", async () => {
    const subject = open();
    const { ledger, tenant, prefix } = subject;
    const job = await subject.listed(1, 1);
    await redis.hset(`${prefix}job:${job.id}:b:0`, "e", "no zstd");
    const [damaged, whole] = await subject.claim();
    errors.length = 0;

    const start = damaged && (await ledger.batches.beginBatch(damaged));

    expect(start).toEqual({ kind: "skip" });
    expect(errors).toMatchObject([{ key: `batch 0 of ${job.id}` }]);
    expect(await ledger.batches.heldBatches(tenant, 0, 10)).toEqual([whole]);
    const { retryAfterMs } = await ledger.parts.dispatch(tenant);
    expect(retryAfterMs).toBeGreaterThan(0);
  });

  test("gives a worker that continues no damaged batch", async () => {
    const subject = open();
    const { ledger, prefix } = subject;
    const job = await subject.listed(1, 1);
    await ledger.parts.setInFlightLimit(subject.tenant, 1);
    const { task, start } = await subject.begun();
    await redis.hset(`${prefix}job:${job.id}:b:1`, "e", "no zstd");

    const reported = await subject.report(task, start, { wantsAnother: true });

    expect(reported).toEqual({ isCounted: true });
    expect(await ledger.batches.heldBatches(subject.tenant, 0, 10)).toEqual([]);
  });

  test("keeps keys and rows of any bytes", async () => {
    const subject = open();
    const job = await subject.open();
    const piece = await subject.piece(job, [1], { isEnd: true });
    const [batch] = piece.batches;
    const [entry] = batch?.entries ?? [];
    if (batch === undefined || entry === undefined) {
      throw new Error("there is one entry");
    }
    const key = "\u0001é\u{ffff}\u{1f600}";
    const range = { after: "", to: key };
    const batches = [{ ...batch, range, entries: [{ ...entry, key }] }];
    await subject.ledger.listings.addListed(subject.tenant, job.id, {
      ...{ ...piece, taken: key, batches },
    });
    const { task, start } = await subject.begun();
    const rows = Uint8Array.from({ length: 256 }, (_, byte) => byte);

    await subject.report(task, start, { rows, troubleRows: rows });

    expect(start).toMatchObject({ entries: [{ key }], range });
    const [segment] = await subject.closeSegments(job.id);
    expect(segment?.batches).toMatchObject([{ range }]);
    const kept =
      segment && (await subject.ledger.rows.segmentRows(subject.tenant, job.id, segment));
    expect(kept?.rows.map((member) => new Uint8Array(member))).toEqual([rows]);
    expect(kept?.troubleRows.map((member) => new Uint8Array(member))).toEqual([rows]);
  });
});

describe("the run queue of a version before this one", () => {
  /** As it was: transfers in one list, and no size of their parts. */
  async function downgrade({ prefix }: { readonly prefix: string }, ids: readonly string[]) {
    await redis.del(`${prefix}jobQueue`, `${prefix}queuedJobs`, `${prefix}queued`);
    for (const key of await redis.keys(`${prefix}job:*:ready`)) {
      await redis.del(key);
    }
    for (const id of ids) {
      await redis.hdel(`${prefix}tr:${id}`, "partSize");
      await redis.rpush(`${prefix}runQueue`, id);
      await redis.sadd(`${prefix}queued`, id);
    }
  }

  test("is turned into one of jobs, and nothing of it is lost", async () => {
    const subject = open();
    const transfers = [await subject.transfers.uploading(2), await subject.transfers.uploading(1)];
    await downgrade(
      subject,
      transfers.map(({ id }) => id),
    );
    const [before] = await workOf(subject);

    expect((await subject.transfers.claim()).toSorted()).toEqual([1, 1, 2]);

    expect(before).toMatchObject({ queuedTransfers: 2 });
    expect(await workOf(subject)).toMatchObject([{ queuedTransfers: 0, inFlight: 3 }]);
  });

  test("takes what a process of that version still puts there", async () => {
    const subject = open();
    const { id } = await subject.transfers.uploading(2);
    expect(await subject.transfers.claim()).toEqual([1, 2]);
    const { prefix } = subject;
    await redis.zrem(`${prefix}inflight`, `${id}/1/1`);
    await redis.rpush(`${prefix}redo:${id}`, 1);
    await redis.sadd(`${prefix}queued`, id);
    await redis.rpush(`${prefix}runQueue`, id);

    expect(await subject.transfers.claim()).toEqual([1]);
    expect(await subject.transfers.claim()).toEqual([]);
  });

  async function workOf({ ledger, tenant }: BulkScenario) {
    return (await ledger.parts.work()).filter((each) => each.tenant === tenant);
  }
});
