import type { Cause } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { bytesOf, type StartBulk, textOf } from "./bulk-scenario.ts";

const SLOW: Cause = { code: "store-throttled", message: "slow down" };

export function describeBatchReports(start: StartBulk): void {
  describeReporting(start);
  describeLeft(start);
  describeReleasing(start);
  describeNext(start);
}

function describeReporting(start: StartBulk): void {
  describe("reporting a batch", () => {
    test("counts its rows, keeps them, and returns the permit", async () => {
      const subject = await start();
      const job = await subject.listed(4);
      const { task, start: begun } = await subject.begun();

      const reported = await subject.report(task, begun, {
        counts: { stored: 1, skipped: 1, failed: 1, aborted: 1 },
        ...{ extra: 3, retries: 2, rows: bytesOf("rows"), troubleRows: bytesOf("trouble") },
      });

      const record = await subject.record(job.id);
      expect(reported).toEqual({ isCounted: true });
      expect(record.counts).toMatchObject({
        ...{ listed: 4, uploading: 0, stored: 1, skipped: 1, failed: 1, aborted: 1 },
      });
      expect(record.progress).toMatchObject({ bytesTotal: 40, bytesStored: 40, retries: 2 });
      expect(record.bulk?.extra).toBe(3);
      expect(record.finishedAtMs).toBeDefined();
      expect(textOf(await subject.unrecorded(job.id))).toBe("rows");
      expect(await subject.ledger.batches.heldBatches(subject.tenant, 0, 10)).toEqual([]);
    });

    test("counts once, however often it is repeated", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      const { task, start: begun } = await subject.begun();
      await subject.report(task, begun);
      const before = await subject.record(job.id);

      const again = await subject.report(task, begun, { wantsAnother: true });

      expect(again).toEqual({ isCounted: false });
      expect(await subject.record(job.id)).toEqual(before);
      expect(textOf(await subject.unrecorded(job.id))).toBe("k00000;k00001;");
    });

    test("counts one of many at once", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      const { task, start: begun } = await subject.begun();

      const reported = await Promise.all(
        Array.from({ length: 20 }, () => subject.report(task, begun)),
      );

      expect(reported.filter(({ isCounted }) => isCounted)).toHaveLength(1);
      expect((await subject.record(job.id)).counts).toMatchObject({ listed: 2, stored: 2 });
    });

    test("is refused of an older attempt, and of another epoch", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      const { task, start: first } = await subject.begun();
      const second = await subject.begin(task);

      expect(await subject.report(task, first)).toEqual({ isCounted: false });
      expect(await subject.report({ ...task, epoch: 2 }, second)).toEqual({ isCounted: false });
      expect(await subject.unrecorded(job.id)).toEqual([]);
      expect((await subject.record(job.id)).counts).toMatchObject({ uploading: 2, stored: 0 });
    });

    test("is an error where an entry is in no row, or in two", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      const { task, start: begun } = await subject.begun();
      const counts = (stored: number) => ({ stored, skipped: 0, failed: 0, aborted: 0 });

      await expect(subject.report(task, begun, { counts: counts(1) })).rejects.toThrow();
      await expect(subject.report(task, begun, { counts: counts(3) })).rejects.toThrow();

      expect((await subject.record(job.id)).counts).toMatchObject({ uploading: 2, stored: 0 });
    });

    test("of a check counts the keys that only the destination has as rows of their own", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      const { task, start: begun } = await subject.begun();

      await subject.report(task, begun, {
        ...{ counts: { stored: 0, skipped: 2, failed: 3, aborted: 0 }, extra: 3 },
      });

      expect((await subject.record(job.id)).counts).toMatchObject({
        ...{ listed: 5, skipped: 2, failed: 3, uploading: 0 },
      });
    });
  });
}

function describeLeft(start: StartBulk): void {
  describe("what is left of a batch", () => {
    test("comes again under the same number, with what is known of it", async () => {
      const subject = await start();
      const job = await subject.listed(3);
      const { task, start: begun } = await subject.begun();
      const left = begun.entries.slice(1, 2).map((entry) => ({ ...entry, attempts: 2 }));

      await subject.report(task, begun, { left, cause: SLOW });

      const [again] = await subject.claim();
      expect(again).toEqual(task);
      expect(await subject.begin(task)).toMatchObject({ lost: 0, entries: left });
      const { counts, lastFailure } = await subject.record(job.id);
      expect(counts).toMatchObject({ listed: 3, stored: 2, uploading: 1 });
      expect(lastFailure?.code).toBe(SLOW.code);
    });

    test("comes after its delay, and the claim says when", async () => {
      const subject = await start();
      await subject.listed(3);
      const { task, start: begun } = await subject.begun();
      await subject.report(task, begun, { left: begun.entries, delayMs: 60_000 });

      const { batches, boundBy, retryAfterMs } = await subject.ledger.parts.dispatch(
        subject.tenant,
      );

      expect([batches, boundBy]).toEqual([[], "nothing"]);
      expect(retryAfterMs).toBeGreaterThan(30_000);
      expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    });

    test("is claimed once its delay is over", async () => {
      const subject = await start();
      await subject.listed(3);
      const { task, start: begun } = await subject.begun();
      await subject.report(task, begun, { left: begun.entries, delayMs: 20 });

      await subject.passTime(21);

      expect(await subject.claim()).toEqual([task]);
    });

    test.each([0, 1])(
      "counts no report twice that comes again once it is claimed, with %i keys that only the destination has",
      async (extra) => {
        const subject = await start();
        const job = await subject.listed(2);
        const { task, start: begun } = await subject.begun();
        const report = { left: begun.entries.slice(0, 1), extra };
        await subject.report(task, begun, report);
        const claimed = await subject.claim();
        const before = await subject.record(job.id);

        const again = await subject.report(task, begun, report);

        expect([claimed, again]).toEqual([[task], { isCounted: false }]);
        expect(await subject.record(job.id)).toEqual(before);
        expect(await subject.begin(task)).toMatchObject({ entries: report.left });
      },
    );

    test("has its rows behind those of the first report", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      const { task, start: begun } = await subject.begun();
      await subject.report(task, begun, { left: begun.entries.slice(0, 1) });

      await subject.storeAll();

      expect(textOf(await subject.unrecorded(job.id))).toBe("k00001;k00000;");
    });
  });
}

function describeReleasing(start: StartBulk): void {
  describe("releasing a batch", () => {
    test("gives it back as it was, and loses no attempt", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      const { task, start: begun } = await subject.begun();

      await subject.ledger.batches.releaseBatch({ ...task, attempt: begun.attempt, delayMs: 0 });

      expect(await subject.claim()).toEqual([task]);
      expect(await subject.begin(task)).toEqual({ ...begun, attempt: expect.any(Number), lost: 0 });
      expect((await subject.record(job.id)).counts).toMatchObject({ listed: 2, uploading: 2 });
    });

    test.each([
      ["leaves it alone until then", 60_000, 0],
      ["gives it back when that is over", 20, 1],
    ])("with a delay %s", async (_what, delayMs, claimed) => {
      const subject = await start();
      await subject.listed(2);
      const { task, start: begun } = await subject.begun();

      await subject.ledger.batches.releaseBatch({ ...task, attempt: begun.attempt, delayMs });

      await subject.passTime(21);
      expect(await subject.claim()).toEqual([task].slice(0, claimed));
    });

    test("does nothing where another attempt has it, or a report ended it", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      const { task, start: begun } = await subject.begun();
      const second = await subject.begin(task);
      const release = () =>
        subject.ledger.batches.releaseBatch({ ...task, attempt: begun.attempt, delayMs: 0 });

      await release();
      const reported = await subject.report(task, second);
      await release();

      expect(reported.isCounted).toBe(true);
      expect(await subject.claim()).toEqual([]);
      expect((await subject.record(job.id)).counts).toMatchObject({ stored: 2 });
    });

    test("fences the worker that released it", async () => {
      const subject = await start();
      await subject.listed(2);
      const { task, start: begun } = await subject.begun();
      await subject.ledger.batches.releaseBatch({ ...task, attempt: begun.attempt, delayMs: 0 });
      const [again] = await subject.claim();

      expect(await subject.report(task, begun)).toEqual({ isCounted: false });
      await (again && subject.begin(again));
      expect(await subject.report(task, begun)).toEqual({ isCounted: false });
    });
  });
}

function describeNext(start: StartBulk): void {
  describe("a worker that wants another batch", () => {
    test("gets the next one of the job, begun, under the permit of the first", async () => {
      const subject = await start();
      const job = await subject.listed(1, 2, 3);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 1);
      const { task, start: begun } = await subject.begun();

      const { isCounted, next } = await subject.report(task, begun, { wantsAnother: true });

      expect(isCounted).toBe(true);
      expect(next).toMatchObject({
        task: { ...task, number: 1 },
        start: { kind: "go", job, attempt: expect.any(Number), lost: 0, isCancelled: false },
      });
      expect(next?.start.entries).toHaveLength(2);
      expect(await subject.claim()).toEqual([]);
      expect(await subject.ledger.batches.heldBatches(subject.tenant, 0, 9)).toEqual([next?.task]);
    });

    test("gets none where there is none, and its permit is free", async () => {
      const subject = await start();
      await subject.listed(1);
      const { task, start: begun } = await subject.begun();

      const reported = await subject.report(task, begun, { wantsAnother: true });

      expect(reported).toEqual({ isCounted: true });
      expect(await subject.ledger.batches.heldBatches(subject.tenant, 0, 9)).toEqual([]);
    });

    test("does not get the one back that it reported, while others wait", async () => {
      const subject = await start();
      await subject.listed(2, 2);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 1);
      const { task, start: begun } = await subject.begun();

      const { next } = await subject.report(task, begun, {
        ...{ left: begun.entries, wantsAnother: true },
      });

      expect(next?.task.number).toBe(1);
    });
  });
}
