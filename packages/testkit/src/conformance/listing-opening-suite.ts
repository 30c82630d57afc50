import { type JobRecord, jobStateOf } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { NOTHING_RECORDED, type StartBulk } from "./bulk-scenario.ts";

export function stateOf({ counts, isCancelled, bulk }: JobRecord): string {
  return jobStateOf(counts, isCancelled, bulk?.brokenShards);
}

export function describeOpening(start: StartBulk): void {
  describe("opening a listing", () => {
    test("makes a job that lists, has nothing, and is not finished", async () => {
      const subject = await start();

      const job = await subject.open();

      const record = await subject.record(job.id);
      expect(record).toMatchObject({
        job,
        counts: { listed: 0, listing: 1 },
        finishedAtMs: undefined,
        bulk: { epoch: 1, brokenShards: 0, extra: 0, segments: 0, isRecorded: false },
      });
      expect(stateOf(record)).toBe("queued");
      expect(await subject.listing(job)).toEqual({
        ...{ job, epoch: 1, wanted: "run", nextBatch: 0, nextShard: 1 },
        shards: [{ after: "", number: 0 }],
        room: { batches: 64, transfers: 256 },
      });
    });

    test("refuses one more than a quota of unfinished jobs, and opens one again that is there", async () => {
      const subject = await start();
      const job = await subject.open();
      const other = subject.transfers.newJob();
      const opening = { epoch: 1, shards: [], recorded: NOTHING_RECORDED, transfers: [] };
      const { listings } = subject.ledger;

      const refused = listings.openListing(other, opening, { jobs: 1 });

      await expect(refused).rejects.toMatchObject({ code: "quota-exceeded" });
      expect(await subject.ledger.jobs.readJob(subject.tenant, other.id)).toBeUndefined();
      await listings.openListing(job, { ...opening, epoch: 2 }, { jobs: 1 });
      expect((await subject.record(job.id)).bulk?.epoch).toBe(2);
    });

    test("shows the job in the list of jobs, and its end among the events", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [], { isEnd: true });

      const { items } = await subject.ledger.jobs.listJobs(subject.tenant, { limit: 10 });
      const { events } = await subject.ledger.events.ofTenant(subject.tenant, { limit: 10 });

      expect(items).toEqual([await subject.record(job.id)]);
      expect(events).toMatchObject([
        { kind: "job", jobId: job.id, state: "created" },
        { kind: "job", jobId: job.id, state: "succeeded" },
      ]);
    });

    test("leaves a job alone that has this epoch, or a newer one", async () => {
      const subject = await start();
      const job = await subject.open({ epoch: 2 });
      await subject.list(job, [3]);
      const before = [await subject.listing(job), await subject.record(job.id)];

      await subject.open({ epoch: 2 }, job);
      await subject.open({ epoch: 1 }, job);

      expect([await subject.listing(job), await subject.record(job.id)]).toEqual(before);
    });

    test("leaves a job alone that is none", async () => {
      const subject = await start();
      const transfer = await subject.transfers.planned();
      const { job } = await subject.transfers.record(transfer);

      await subject.open({}, job);

      expect(await subject.transfers.reread(transfer)).toEqual(transfer);
      expect(await subject.ledger.listings.readListing(subject.tenant, job.id)).toBeUndefined();
    });

    test("of a newer epoch begins with what segments have, and forgets all that the older one had", async () => {
      const subject = await start();
      const job = await subject.open();
      const [old, found] = [subject.large(job), subject.large(job)];
      await subject.list(job, [3, 2], { large: [old] });
      const { task, start: begun } = await subject.begun();

      await subject.open(
        {
          epoch: 2,
          shards: [{ after: "a", to: "b" }, { after: "x" }],
          recorded: {
            counts: { stored: 5, skipped: 1, failed: 1, aborted: 0 },
            ...{ coveredBytes: 70, extra: 4, segments: 2 },
          },
          transfers: [found],
        },
        job,
      );

      const record = await subject.record(job.id);
      expect(record.counts).toMatchObject({
        ...{ listed: 8, listing: 2, stored: 5, skipped: 1, failed: 1, planned: 1, uploading: 0 },
      });
      expect(record.progress).toMatchObject({ bytesTotal: 70, bytesStored: 70 });
      expect(record.bulk).toMatchObject({ epoch: 2, brokenShards: 0, extra: 4, segments: 2 });
      expect((await subject.listing(job)).shards).toEqual([
        { after: "a", to: "b", number: 0 },
        { after: "x", number: 1 },
      ]);
      expect(await subject.report(task, begun)).toEqual({ isCounted: false });
      expect(await subject.claim()).toEqual([]);
      const { items } = await subject.ledger.jobs.listTransfers(subject.tenant, job.id, {
        limit: 10,
      });
      expect(items).toEqual([found]);
    });

    test("of a job that was cancelled lists nothing, and cannot succeed", async () => {
      const subject = await start();

      const job = await subject.open({ epoch: 2, isCancelled: true });

      const record = await subject.record(job.id);
      expect(record).toMatchObject({
        ...{ isCancelled: true, counts: { listing: 0 } },
        bulk: { brokenShards: 1, brokenBy: { code: "cancelled" } },
      });
      expect(stateOf(record)).toBe("cancelled");
      expect(await subject.ledger.listings.listable(subject.tenant, 0, 10)).toEqual([]);
    });

    test("of a newer epoch is cancelled where the older one was", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [2]);
      await subject.ledger.jobs.markCancelled(subject.tenant, job.id);
      const counts = { ...NOTHING_RECORDED.counts, stored: 3 };

      await subject.open({ epoch: 2, recorded: { ...NOTHING_RECORDED, counts } }, job);

      const record = await subject.record(job.id);
      expect(record.isCancelled).toBe(true);
      expect(stateOf(record)).toBe("cancelled");
    });

    test("of a cancelled job leaves its transfers to be ended", async () => {
      const subject = await start();
      const job = subject.newJob();

      await subject.open({ epoch: 2, isCancelled: true, transfers: [subject.large(job)] }, job);

      expect((await subject.record(job.id)).finishedAtMs).toBeUndefined();
      expect(await subject.ledger.jobs.cancelling(subject.tenant)).toEqual([job.id]);
    });

    test("with no shard ends the job at once, if nothing else is pending", async () => {
      const subject = await start();
      const counts = { ...NOTHING_RECORDED.counts, stored: 3 };

      const job = await subject.open({
        ...{ epoch: 2, shards: [], recorded: { ...NOTHING_RECORDED, counts } },
      });

      const record = await subject.record(job.id);
      expect(record.finishedAtMs).toBeDefined();
      expect(stateOf(record)).toBe("succeeded");
    });

    test("with no shard does not end a job that has a transfer to move", async () => {
      const subject = await start();
      const job = subject.newJob();

      await subject.open({ epoch: 2, shards: [], transfers: [subject.large(job)] }, job);

      expect((await subject.record(job.id)).finishedAtMs).toBeUndefined();
    });
  });

  describe("a job with an open shard", () => {
    test("is not finished, though nothing is pending", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [2]);

      await subject.storeAll();

      const record = await subject.record(job.id);
      expect(record.counts).toMatchObject({ listed: 2, listing: 1, stored: 2, uploading: 0 });
      expect(record.finishedAtMs).toBeUndefined();
      expect(["succeeded", "failed"]).not.toContain(stateOf(record));
    });

    test("is finished in the step that closes the last one, when nothing is pending", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [2]);
      await subject.storeAll();

      await subject.list(job, [], { isEnd: true });

      const record = await subject.record(job.id);
      expect(record.finishedAtMs).toBeDefined();
      expect(stateOf(record)).toBe("succeeded");
    });

    test("is finished by its last report, when that comes later", async () => {
      const subject = await start();
      const job = await subject.listed(2, 2);
      const seen: unknown[] = [(await subject.record(job.id)).finishedAtMs];

      await subject.storeAll();

      seen.push(typeof (await subject.record(job.id)).finishedAtMs);
      expect(seen).toEqual([undefined, "number"]);
    });

    test("that lists nothing ends with nothing", async () => {
      const subject = await start();

      const job = await subject.listed();

      expect(stateOf(await subject.record(job.id))).toBe("succeeded");
    });
  });
}
