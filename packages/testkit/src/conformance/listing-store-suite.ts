import { ALL_KEYS, BATCHES_PER_JOB, TRANSFERS_PER_JOB } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { keyOf, type StartBulk } from "./bulk-scenario.ts";
import { describeOpening } from "./listing-opening-suite.ts";
import { describeShards } from "./listing-shards-suite.ts";

/** What every listing store must do. */
export function describeListingStore(start: StartBulk): void {
  describeOpening(start);
  describeAdding(start);
  describeRoom(start);
  describeShards(start);
}

function describeAdding(start: StartBulk): void {
  describe("adding what was listed", () => {
    test("moves the cursor, and gives the batches their numbers in order", async () => {
      const subject = await start();
      const job = await subject.open();

      await subject.list(job, [2, 3]);
      await subject.list(job, [1]);

      const { shards, nextBatch } = await subject.listing(job);
      expect(shards).toEqual([{ after: keyOf(5), number: 0 }]);
      expect(nextBatch).toBe(3);
      expect((await subject.claim()).map(({ epoch, number }) => [epoch, number])).toEqual([
        [1, 0],
        [1, 1],
        [1, 2],
      ]);
      expect((await subject.record(job.id)).counts).toMatchObject({ listed: 6, planned: 6 });
    });

    test("writes nothing where the cursor has moved", async () => {
      const subject = await start();
      const job = await subject.open();
      const piece = await subject.piece(job, [2]);
      await subject.ledger.listings.addListed(subject.tenant, job.id, piece);
      const before = [await subject.listing(job), await subject.record(job.id)];

      const isAdded = await subject.ledger.listings.addListed(subject.tenant, job.id, piece);

      expect(isAdded).toBe(false);
      expect([await subject.listing(job), await subject.record(job.id)]).toEqual(before);
    });

    test("lets exactly one of many planners of a shard write", async () => {
      const subject = await start();
      const job = await subject.open();
      const pieces = await Promise.all([1, 2, 3, 4].map((size) => subject.piece(job, [size])));

      const added = await Promise.all(
        pieces.map((piece) => subject.ledger.listings.addListed(subject.tenant, job.id, piece)),
      );

      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await subject.claim()).toHaveLength(1);
    });

    test("writes nothing of another epoch, another shard or another job", async () => {
      const subject = await start();
      const job = await subject.open({ epoch: 2 });
      const piece = await subject.piece(job, [2]);
      const add = (id = job.id, change: object = {}) =>
        subject.ledger.listings.addListed(subject.tenant, id, { ...piece, ...change });

      expect(await add(job.id, { epoch: 1 })).toBe(false);
      expect(await add(job.id, { epoch: 3 })).toBe(false);
      expect(await add(job.id, { shard: 1 })).toBe(false);
      expect(await add(subject.newJob().id)).toBe(false);
      expect((await subject.record(job.id)).counts.listed).toBe(0);
    });

    test("writes large entries as transfers of the job, in the same step", async () => {
      const subject = await start();
      const job = await subject.open();
      const large = [subject.large(job), subject.large(job)];

      await subject.list(job, [1], { large });

      const { items } = await subject.ledger.jobs.listTransfers(subject.tenant, job.id, {
        limit: 10,
      });
      expect(items).toEqual(large);
      expect((await subject.record(job.id)).counts).toMatchObject({ listed: 3, planned: 3 });
    });

    test("leaves a large entry alone that is there already, and does not count it twice", async () => {
      const subject = await start();
      const job = await subject.open();
      const transfer = subject.large(job);
      await subject.list(job, [], { large: [transfer] });
      const failed = await subject.transfers.advance(transfer, {
        kind: "transfer-skipped",
        reason: "it is there",
      });

      await subject.list(job, [], { large: [transfer, subject.large(job)] });

      expect(await subject.transfers.reread(transfer)).toEqual(failed);
      expect((await subject.record(job.id)).counts).toMatchObject({
        ...{ listed: 2, planned: 1, skipped: 1 },
      });
    });

    test("counts the bytes of batches as they were listed", async () => {
      const subject = await start();

      const job = await subject.listed(2, 3);

      expect((await subject.record(job.id)).progress).toMatchObject({
        bytesTotal: 50,
        bytesStored: 0,
      });
    });
  });
}

function describeRoom(start: StartBulk): void {
  describe("the room of a job", () => {
    test("is what may be listed beside what is not recorded yet", async () => {
      const subject = await start();
      const job = await subject.open();

      await subject.list(job, [1, 1, 1], { large: [subject.large(job)] });
      await subject.storeAll();

      expect((await subject.listing(job)).room).toEqual({
        batches: BATCHES_PER_JOB - 3,
        transfers: TRANSFERS_PER_JOB - 1,
      });
    });

    test("is not exceeded, whatever a planner believes", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(
        job,
        Array.from({ length: BATCHES_PER_JOB - 1 }, () => 1),
      );
      const piece = await subject.piece(job, [1, 1]);

      const isAdded = await subject.ledger.listings.addListed(subject.tenant, job.id, piece);

      expect(isAdded).toBe(false);
      expect((await subject.listing(job)).room.batches).toBe(1);
    });

    test("of transfers is not exceeded either", async () => {
      const subject = await start();
      const job = await subject.open();
      const large = Array.from({ length: TRANSFERS_PER_JOB }, () => subject.large(job));
      await subject.list(job, [], { large });
      const piece = await subject.piece(job, [], { large: [subject.large(job)] });

      const isAdded = await subject.ledger.listings.addListed(subject.tenant, job.id, piece);

      expect(isAdded).toBe(false);
      expect((await subject.listing(job)).room.transfers).toBe(0);
    });

    test("or the lack of it lets a listing end that found nothing more", async () => {
      const subject = await start();
      const job = await subject.open({ shards: [ALL_KEYS] });
      const sizes = Array.from({ length: BATCHES_PER_JOB }, () => 1);
      await subject.list(job, sizes);

      await subject.list(job, [], { isEnd: true });

      expect(await subject.ledger.listings.readListing(subject.tenant, job.id)).toBeUndefined();
    });
  });
}
