import { describe, expect, test } from "vitest";
import { describeBatchReports } from "./batch-reports-suite.ts";
import { describeBatchWants } from "./batch-wants-suite.ts";
import { bytesOf, type StartBulk } from "./bulk-scenario.ts";

/** Longer than a busy machine needs for the calls of a test. */
const HELD_MS = 1500;

/** What every batch store must do. */
export function describeBatchStore(start: StartBulk): void {
  describeClaims(start);
  describeBegin(start);
  describeHeldBatches(start);
  describeBatchReports(start);
  describeBatchWants(start);
}

function describeClaims(start: StartBulk): void {
  describe("claiming batches", () => {
    test("takes a permit for each, and never more than the limit has", async () => {
      const subject = await start();
      await subject.listed(1, 1, 1);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 2);

      const claimed = await subject.ledger.parts.dispatch(subject.tenant);

      expect(claimed).toMatchObject({
        ...{ tasks: [], hasMore: false, boundBy: "turn" },
        batches: [{ number: 0 }, { number: 1 }],
      });
      expect(await subject.claim()).toEqual([]);
      const work = (await subject.ledger.parts.work()).find(
        ({ tenant }) => tenant === subject.tenant,
      );
      expect(work).toMatchObject({ inFlight: 2, bulkJobs: 1 });
    });

    test("says what a worker needs to begin, and nothing else", async () => {
      const subject = await start();
      const job = await subject.listed(1);

      const [task] = await subject.claim();

      expect(task).toEqual({ tenant: subject.tenant, jobId: job.id, epoch: 1, number: 0 });
    });

    test("takes permits from the same limit as parts do", async () => {
      const subject = await start();
      await subject.transfers.uploading(3);
      await subject.listed(1);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 2);

      const { tasks, batches } = await subject.ledger.parts.dispatch(subject.tenant);

      expect([tasks.length, batches.length]).toEqual([1, 1]);
    });

    test("finds nothing where nothing is", async () => {
      const subject = await start();
      await subject.listed(1);
      await subject.storeAll();

      expect(await subject.ledger.parts.dispatch(subject.tenant)).toMatchObject({
        ...{ batches: [], hasMore: false, boundBy: "nothing", retryAfterMs: undefined },
      });
    });
  });
}

function describeBegin(start: StartBulk): void {
  describe("beginning a batch", () => {
    test("returns its entries as they were listed, with the job", async () => {
      const subject = await start();
      const job = await subject.open();
      const piece = await subject.piece(job, [2, 3]);
      await subject.ledger.listings.addListed(subject.tenant, job.id, piece);

      const { start: begun } = await subject.begun();

      expect(begun).toEqual({
        ...{ kind: "go", job, attempt: expect.any(Number), lost: 0, isCancelled: false },
        entries: piece.batches[0]?.entries,
        range: piece.batches[0]?.range,
      });
    });

    test("moves its entries from planned to uploading once", async () => {
      const subject = await start();
      const job = await subject.listed(2, 3);
      const [task] = await subject.claim();
      const counts = async () => (await subject.record(job.id)).counts;
      const seen = [await counts()];

      await (task && subject.begin(task));
      await (task && subject.begin(task));

      seen.push(await counts());
      expect(seen).toMatchObject([
        { planned: 5, uploading: 0 },
        { planned: 3, uploading: 2 },
      ]);
    });

    test("counts attempts up, and those of which nothing was heard", async () => {
      const subject = await start();
      await subject.listed(2);
      const { task, start: first } = await subject.begun();

      const [second, third] = [await subject.begin(task), await subject.begin(task)];

      expect([first, second, third].map(({ lost }) => lost)).toEqual([0, 1, 2]);
      expect(second.attempt).toBeGreaterThan(first.attempt);
      expect(third.attempt).toBeGreaterThan(second.attempt);
    });

    test("refuses one that was not claimed, is done, is of another epoch, or is not there", async () => {
      const subject = await start();
      const job = await subject.listed(1, 1);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 1);
      const { task, start: begun } = await subject.begun();
      const isSkipped = async (change: object) =>
        (await subject.ledger.batches.beginBatch({ ...task, ...change })).kind;

      expect(await isSkipped({ number: 1 })).toBe("skip");
      expect(await isSkipped({ number: 2 })).toBe("skip");
      expect(await isSkipped({ epoch: 2 })).toBe("skip");
      expect(await isSkipped({ jobId: subject.newJob().id })).toBe("skip");
      await subject.report(task, begun);
      expect(await isSkipped({})).toBe("skip");
      expect((await subject.record(job.id)).counts).toMatchObject({ planned: 1, stored: 1 });
    });
  });
}

function describeHeldBatches(start: StartBulk): void {
  describe("batches that hold a permit", () => {
    test("are returned once for each time that they held it", async () => {
      const subject = await start();
      await subject.listed(1, 1);
      const tasks = await subject.claim();
      const held = () => subject.ledger.batches.heldBatches(subject.tenant, HELD_MS, 10);
      const seen = [await held()];
      await subject.passTime(HELD_MS);

      seen.push(await held(), await held());
      await subject.passTime(HELD_MS);
      seen.push(await held());

      expect(seen).toEqual([[], tasks, [], tasks]);
    });

    test("are at most as many as asked for, and none of those that were reported", async () => {
      const subject = await start();
      await subject.listed(1, 1, 1);
      const tasks = await subject.claim();
      const [first] = tasks;
      await (first && subject.report(first, await subject.begin(first)));

      const held = await subject.ledger.batches.heldBatches(subject.tenant, 0, 1);
      const all = await subject.ledger.batches.heldBatches(subject.tenant, 0, 10);

      expect(held).toHaveLength(1);
      expect(all.map(({ number }) => number).toSorted()).toEqual([1, 2]);
    });

    test("are no parts, and parts are no batches", async () => {
      const subject = await start();
      await subject.transfers.uploading(1);
      await subject.listed(1);
      await subject.ledger.parts.dispatch(subject.tenant);

      const parts = await subject.ledger.parts.heldParts(subject.tenant, 0, 10);
      const batches = await subject.ledger.batches.heldBatches(subject.tenant, 0, 10);

      expect([parts.length, batches.length]).toEqual([1, 1]);
    });

    test("can be begun again by another worker, whose report counts", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      const { task, start: dead } = await subject.begun();
      const [found] = await subject.ledger.batches.heldBatches(subject.tenant, 0, 10);

      const again = await subject.begin(found ?? task);

      const late = await subject.report(task, dead, { rows: bytesOf("late") });
      const counted = await subject.report(task, again);
      expect([late.isCounted, counted.isCounted]).toEqual([false, true]);
      expect((await subject.record(job.id)).counts).toMatchObject({ stored: 2, uploading: 0 });
    });
  });
}
