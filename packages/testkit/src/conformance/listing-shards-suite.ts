import { ALL_KEYS, type Cause, type JobId, type ListedPiece } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { type BulkScenario, keyOf, type StartBulk } from "./bulk-scenario.ts";
import { stateOf } from "./listing-opening-suite.ts";

const CAUSE: Cause = { code: "listing-invalid", message: "page 37 repeats page 36" };

/** Longer than a busy machine needs for the calls of a test. */
const IDLE_MS = 1500;

const SLOW: Cause = { code: "source-throttled", message: "slow down" };

export function describeShards(start: StartBulk): void {
  describeSplitting(start);
  describeUnlisted(start);
  describeBreaking(start);
  describeListable(start);
}

function describeSplitting(start: StartBulk): void {
  describe("splitting a shard", () => {
    test("makes two that have together what the one had", async () => {
      const subject = await start();
      const job = await subject.open({ shards: [{ after: "a", to: "z" }] });

      const isSplit = await split(subject, job.id, "m");

      expect(isSplit).toBe(true);
      expect((await subject.listing(job)).shards).toEqual([
        { after: "a", to: "m", number: 0 },
        { after: "m", to: "z", number: 1 },
      ]);
      expect((await subject.record(job.id)).counts.listing).toBe(2);
    });

    test.each([
      ["that the cursor has passed", keyOf(0)],
      ["at which the cursor stands", keyOf(1)],
      ["that is not inside", "zz"],
      ["that is its end", "z"],
    ])("does not split at a key %s", async (_name, middle) => {
      const subject = await start();
      const job = await subject.open({ shards: [{ after: "a", to: "z" }] });
      await subject.list(job, [2]);
      const before = await subject.listing(job);

      expect(await split(subject, job.id, middle)).toBe(false);
      expect(await subject.listing(job)).toEqual(before);
    });

    test("does not split twice at one key, nor in another epoch, nor a shard that is not there", async () => {
      const subject = await start();
      const job = await subject.open();
      await split(subject, job.id, "m");

      expect(await split(subject, job.id, "m")).toBe(false);
      expect(await split(subject, job.id, "c", { epoch: 2 })).toBe(false);
      expect(await split(subject, job.id, "c", { number: 7 })).toBe(false);
      expect((await subject.listing(job)).shards).toHaveLength(2);
    });

    test("refuses what was listed of the shard as it was, also where it ends before the middle", async () => {
      const subject = await start();
      const job = await subject.open();
      const [short, long] = [await subject.piece(job, [2]), await subject.piece(job, [5])];
      await split(subject, job.id, keyOf(3));
      const add = (piece: ListedPiece) =>
        subject.ledger.listings.addListed(subject.tenant, job.id, piece);

      expect([await add(short), await add(long)]).toEqual([false, false]);
      expect(await add(await subject.piece(job, [1]))).toBe(true);
    });

    test("compares keys by their bytes", async () => {
      const subject = await start();
      // In UTF-16, the emoji sorts before U+FF5E; in bytes behind it.
      const job = await subject.open({ shards: [{ after: "\uff5e", to: "\u{1f600}z" }] });

      expect(await split(subject, job.id, "\u{1f600}")).toBe(true);
    });

    test("leaves no more than 256 open", async () => {
      const subject = await start();
      const shards = Array.from({ length: 256 }, (_, index) => ({
        ...{ after: keyOf(2 * index), to: keyOf(2 * index + 2) },
      }));
      const job = await subject.open({ shards });

      expect(await split(subject, job.id, keyOf(1))).toBe(false);
    });
  });
}

function describeBreaking(start: StartBulk): void {
  describe("a shard that cannot be listed", () => {
    test("is closed, and its job keeps what it has and cannot succeed", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [2]);

      await breakShard(subject, job.id, keyOf(1));
      await subject.storeAll();

      const record = await subject.record(job.id);
      expect(record.counts).toMatchObject({ listed: 2, listing: 0, stored: 2 });
      expect(record.bulk).toMatchObject({ brokenShards: 1, brokenBy: CAUSE });
      expect(record.finishedAtMs).toBeDefined();
      expect(stateOf(record)).toBe("completed_with_errors");
    });

    test("ends a job of which nothing is pending in the same step, as failed", async () => {
      const subject = await start();
      const job = await subject.open();

      await breakShard(subject, job.id, "");

      const record = await subject.record(job.id);
      expect(record.finishedAtMs).toBeDefined();
      expect(stateOf(record)).toBe("failed");
    });

    test("is left alone where its cursor has moved on, or its epoch is over", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [2]);

      await breakShard(subject, job.id, "");
      await breakShard(subject, job.id, keyOf(1), { epoch: 2 });

      expect((await subject.listing(job)).shards).toHaveLength(1);
      expect((await subject.record(job.id)).bulk?.brokenShards).toBe(0);
    });

    test("is broken once, and the others go on", async () => {
      const subject = await start();
      const job = await subject.open({ shards: [{ after: "", to: "m" }, { after: "m" }] });

      await breakShard(subject, job.id, "", { to: "m" });
      await breakShard(subject, job.id, "", { to: "m" });

      expect((await subject.record(job.id)).bulk?.brokenShards).toBe(1);
      expect((await subject.listing(job)).shards).toEqual([{ after: "m", number: 1 }]);
    });
  });
}

function describeUnlisted(start: StartBulk): void {
  describe("a page that failed", () => {
    test("is counted of its shard in a row, until something of that is added", async () => {
      const subject = await start();
      const job = await subject.open({ shards: [{ after: "", to: "m" }, { after: "m" }] });
      const note = (counts: boolean, number = 0) =>
        subject.ledger.listings.noteUnlisted(
          subject.tenant,
          job.id,
          { epoch: 1, number },
          { atMs: 7, cause: SLOW, counts },
        );
      const seen = [await note(true), await note(false), await note(false), await note(true)];
      await note(true, 1);
      await subject.list(job, [1]);

      seen.push(await note(true), await note(true, 1));

      expect(seen).toEqual([
        { attempts: 1, waits: 0 },
        { attempts: 1, waits: 1 },
        { attempts: 1, waits: 2 },
        { attempts: 2, waits: 0 },
        { attempts: 1, waits: 0 },
        { attempts: 2, waits: 0 },
      ]);
      expect((await subject.record(job.id)).lastFailure).toMatchObject({ code: SLOW.code });
    });

    test("is not counted of a shard that is closed, or of another epoch", async () => {
      const subject = await start();
      const job = await subject.open({ shards: [{ after: "", to: "m" }, { after: "m" }] });
      await subject.list(job, [], { isEnd: true });
      const note = (epoch: number, number: number) =>
        subject.ledger.listings.noteUnlisted(
          subject.tenant,
          job.id,
          { epoch, number },
          { atMs: 7, cause: SLOW, counts: true },
        );

      expect(await note(1, 0)).toEqual({ attempts: 0, waits: 0 });
      expect(await note(2, 1)).toEqual({ attempts: 0, waits: 0 });
      expect((await subject.record(job.id)).lastFailure).toBeUndefined();
    });
  });
}

function describeListable(start: StartBulk): void {
  describe("the jobs to list", () => {
    test("are those that were idle for so long, each once", async () => {
      const subject = await start();
      const [job, other] = [await subject.open(), await subject.open()];
      await subject.listed(1);
      await subject.passTime(IDLE_MS);
      await subject.list(other, [1]);

      const first = await subject.ledger.listings.listable(subject.tenant, IDLE_MS, 10);
      const second = await subject.ledger.listings.listable(subject.tenant, IDLE_MS, 10);

      expect(first).toEqual([job.id]);
      expect(second).toEqual([]);
    });

    test("are at most as many as asked for", async () => {
      const subject = await start();
      const jobs = [await subject.open(), await subject.open(), await subject.open()];
      const list = () => subject.ledger.listings.listable(subject.tenant, 1, 2);
      await subject.passTime(2);

      const [first, second] = [await list(), await list()];

      expect(first).toHaveLength(2);
      expect(new Set([...first, ...second])).toEqual(new Set(jobs.map(({ id }) => id)));
    });

    test("are not those without room, nor those that are paused", async () => {
      const subject = await start();
      const [full, paused] = [await subject.open(), await subject.open()];
      await subject.list(
        full,
        Array.from({ length: 64 }, () => 1),
      );
      await subject.ledger.parts.setPaused(subject.tenant, paused.id, true);
      await subject.passTime(2);

      expect(await subject.ledger.listings.listable(subject.tenant, 1, 10)).toEqual([]);
      expect((await subject.listing(paused)).wanted).toBe("pause");
    });

    test("are not those of a tenant that lists nothing", async () => {
      const subject = await start();
      await subject.transfers.planned();
      await subject.passTime(2);

      expect(await subject.ledger.listings.listable(subject.tenant, 1, 10)).toEqual([]);
    });
  });
}

function split(
  { ledger, tenant }: BulkScenario,
  jobId: JobId,
  middle: string,
  change: object = {},
): Promise<boolean> {
  return ledger.listings.splitShard(tenant, jobId, { epoch: 1, number: 0, middle, ...change });
}

function breakShard(
  { ledger, tenant }: BulkScenario,
  jobId: JobId,
  after: string,
  change: object = {},
) {
  const shard = { ...ALL_KEYS, number: 0, after, epoch: 1, ...change };
  return ledger.listings.breakShard(tenant, jobId, shard, CAUSE);
}
