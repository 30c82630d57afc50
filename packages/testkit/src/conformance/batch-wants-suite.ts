import type { StopSignal } from "@penstock/core";
import { describe, expect, test } from "vitest";
import type { StartBulk } from "./bulk-scenario.ts";
import { stateOf } from "./listing-opening-suite.ts";

const ABORTED = { stored: 0, skipped: 0, failed: 0, aborted: 2 };

/** What jobs are asked to do: to go on, to wait, or to end. */
export function describeBatchWants(start: StartBulk): void {
  describe("a paused job", () => {
    test("says so in its record, until it is continued or cancelled", async () => {
      const subject = await start();
      const job = await subject.listed(1);
      const isPaused = async () => (await subject.record(job.id)).isPaused;
      const pause = (paused: boolean) =>
        subject.ledger.parts.setPaused(subject.tenant, job.id, paused);

      expect(await isPaused()).toBeUndefined();
      await pause(true);
      expect(await isPaused()).toBe(true);
      await pause(false);
      expect(await isPaused()).toBeUndefined();
      await pause(true);
      await subject.ledger.jobs.markCancelled(subject.tenant, job.id);
      expect(await isPaused()).toBeUndefined();
    });

    test("is not claimed of, and the claim says so", async () => {
      const subject = await start();
      const job = await subject.listed(1);
      await subject.ledger.parts.setPaused(subject.tenant, job.id, true);

      const claimed = await subject.ledger.parts.dispatch(subject.tenant);

      expect(claimed).toMatchObject({ batches: [], boundBy: "paused", retryAfterMs: undefined });
    });

    test("does not hold up another one", async () => {
      const subject = await start();
      const [paused, job] = [await subject.listed(1), await subject.listed(1)];
      await subject.ledger.parts.setPaused(subject.tenant, paused.id, true);

      expect((await subject.claim()).map(({ jobId }) => jobId)).toEqual([job.id]);
    });

    test("of transfers is not claimed of either", async () => {
      const subject = await start();
      const { jobId } = await subject.transfers.uploading(2);
      await subject.ledger.parts.setPaused(subject.tenant, jobId, true);
      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);

      await subject.ledger.parts.setPaused(subject.tenant, jobId, false);

      expect(tasks).toEqual([]);
      expect(await subject.transfers.claim()).toEqual([1, 2]);
    });

    test("takes back a batch that was claimed and not begun", async () => {
      const subject = await start();
      const job = await subject.listed(1);
      const [task] = await subject.claim();
      await subject.ledger.parts.setPaused(subject.tenant, job.id, true);
      const begun = task && (await subject.ledger.batches.beginBatch(task));

      const held = await subject.ledger.batches.heldBatches(subject.tenant, 0, 10);
      await subject.ledger.parts.setPaused(subject.tenant, job.id, false);

      expect([begun, held]).toEqual([{ kind: "skip" }, []]);
      expect(await subject.claim()).toEqual([task]);
      expect(task && (await subject.begin(task))).toMatchObject({ lost: 0 });
    });

    test("counts what was begun, and gives its worker no other batch", async () => {
      const subject = await start();
      const job = await subject.listed(1, 1);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 1);
      const { task, start: begun } = await subject.begun();
      await subject.ledger.parts.setPaused(subject.tenant, job.id, true);

      const reported = await subject.report(task, begun, { wantsAnother: true });

      expect(reported).toEqual({ isCounted: true });
      expect((await subject.record(job.id)).counts).toMatchObject({ stored: 1, planned: 1 });
      expect(await subject.claim()).toEqual([]);
    });
  });

  describe("one signal a job", () => {
    test("tells workers to stop what they move of one that is cancelled, or paused at once", async () => {
      const subject = await start();
      const received: StopSignal[] = [];
      await subject.transfers.stopSignals.onStopped((signal) => received.push(signal));
      const [paused, cancelled, drained] = [
        await subject.listed(2),
        await subject.listed(2),
        await subject.listed(2),
      ];
      const { ledger, tenant } = subject;

      await ledger.parts.setPaused(tenant, drained.id, true);
      await ledger.parts.setPaused(tenant, paused.id, true, "stops");
      await ledger.parts.setPaused(tenant, paused.id, false, "stops");
      await ledger.jobs.markCancelled(tenant, cancelled.id);

      const ours = () => received.filter((signal) => signal.tenant === tenant);
      await expect.poll(ours).toEqual([
        { tenant, jobId: paused.id, why: "paused" },
        { tenant, jobId: cancelled.id, why: "cancelled" },
      ]);
    });
  });

  describe("a cancelled job", () => {
    test("lists no more, and cannot succeed: what it did not list is not known", async () => {
      const subject = await start();
      const job = await subject.open();
      const piece = await subject.piece(job, [2]);
      await subject.list(job, [2]);
      await subject.storeAll();

      await subject.ledger.jobs.markCancelled(subject.tenant, job.id);

      const listing = await subject.ledger.listings.readListing(subject.tenant, job.id);
      const late = await subject.ledger.listings.addListed(subject.tenant, job.id, piece);
      const record = await subject.record(job.id);
      expect([listing, late]).toEqual([undefined, false]);
      expect(record.finishedAtMs).toBeDefined();
      expect(record.bulk).toMatchObject({ brokenShards: 1, brokenBy: { code: "cancelled" } });
      expect(stateOf(record)).toBe("cancelled");
    });

    test("succeeds all the same, if it was done when it was told", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      await subject.storeAll();

      await subject.ledger.jobs.markCancelled(subject.tenant, job.id);

      expect(stateOf(await subject.record(job.id))).toBe("succeeded");
    });

    test("tells who begins a batch, and counts what becomes of it", async () => {
      const subject = await start();
      const job = await subject.listed(2, 2);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 1);
      await subject.ledger.jobs.markCancelled(subject.tenant, job.id);
      const { task, start: begun } = await subject.begun();

      const { next } = await subject.report(task, begun, { counts: ABORTED, wantsAnother: true });
      await (next && subject.report(next.task, next.start, { counts: ABORTED }));

      const record = await subject.record(job.id);
      expect([begun.isCancelled, next?.start.isCancelled]).toEqual([true, true]);
      expect(record.counts).toMatchObject({ listed: 4, aborted: 4, uploading: 0, planned: 0 });
      expect(stateOf(record)).toBe("cancelled");
    });

    test("is paused no longer", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      await subject.ledger.parts.setPaused(subject.tenant, job.id, true);

      await subject.ledger.jobs.markCancelled(subject.tenant, job.id);
      await subject.ledger.parts.setPaused(subject.tenant, job.id, true);

      expect(await subject.claim()).toHaveLength(1);
    });
  });
}
