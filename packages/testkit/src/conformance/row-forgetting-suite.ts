import { BATCHES_PER_JOB, type JobId, SEGMENT_BATCHES } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { type BulkScenario, onesOf, type StartBulk } from "./bulk-scenario.ts";
import { stateOf } from "./listing-opening-suite.ts";

export function describeForgetting(start: StartBulk): void {
  describe("forgetting a segment", () => {
    test("leaves the job's counts as they are, and room for more", async () => {
      const subject = await start();
      const job = await subject.open();
      const large = subject.large(job);
      await subject.list(job, [2, 3], { large: [large], isEnd: true });
      await subject.transfers.advance(large, { kind: "transfer-skipped", reason: "it is there" });
      await subject.storeAll();
      const before = await subject.record(job.id);
      const [segment] = await subject.closeSegments(job.id);

      await (segment && subject.ledger.rows.forgetSegment(subject.tenant, job.id, segment));

      const after = await subject.record(job.id);
      expect(before.bulk).toMatchObject({ segments: 0, isRecorded: false });
      const bulk = { ...before.bulk, segments: 1, isRecorded: true };
      expect(after).toEqual({ ...before, bulk });
      expect(stateOf(after)).toBe("succeeded");
      expect(await subject.closeSegments(job.id)).toEqual([]);
    });

    test("takes the rows and the large entries with it", async () => {
      const subject = await start();
      const job = await subject.open();
      const large = subject.large(job);
      await subject.list(job, [2], { large: [large], isEnd: true });
      await subject.transfers.advance(large, { kind: "transfer-skipped", reason: "it is there" });
      await subject.storeAll();
      const [segment] = await subject.closeSegments(job.id);
      if (segment === undefined) {
        throw new Error("there is a segment to forget");
      }

      await subject.ledger.rows.forgetSegment(subject.tenant, job.id, segment);

      const { rows, jobs, transfers } = subject.ledger;
      expect(await rows.segmentRows(subject.tenant, job.id, segment)).toBeUndefined();
      expect(await subject.unrecorded(job.id)).toEqual([]);
      expect(
        await transfers.readTransfer({ tenant: subject.tenant, transferId: large.id }),
      ).toBeUndefined();
      const { items } = await jobs.listTransfers(subject.tenant, job.id, { limit: 9 });
      expect(items).toEqual([]);
    });

    test("does nothing the second time, or where there is none", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      await subject.storeAll();
      const [segment] = await subject.closeSegments(job.id);
      const forget = (change: object) =>
        subject.ledger.rows.forgetSegment(subject.tenant, job.id, {
          ...{ epoch: 1, number: 0 },
          ...change,
        });
      await forget({ number: 7 });
      await forget({ epoch: 2 });
      const kept = segment && (await subject.closeSegments(job.id));
      await forget({});
      const after = await subject.record(job.id);

      expect(await forget({})).toBe(false);

      expect(kept).toEqual([segment]);
      expect(await subject.record(job.id)).toEqual(after);
      expect(after.bulk?.segments).toBe(1);
    });

    test("does not forget one that is still open", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [1]);
      await subject.storeAll();

      await subject.ledger.rows.forgetSegment(subject.tenant, job.id, { epoch: 1, number: 0 });

      expect(await subject.unrecorded(job.id)).toHaveLength(1);
    });

    test("tells once that there is room for half of it again, and something to list", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, onesOf(BATCHES_PER_JOB));
      await subject.storeAll();

      const signals = await forgetAll(subject, job.id);

      const quarters = BATCHES_PER_JOB / SEGMENT_BATCHES;
      expect(signals).toEqual(Array.from({ length: quarters }, (_, index) => index === 1));
    });

    test("does not tell so where nothing is left to list", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, onesOf(BATCHES_PER_JOB), { isEnd: true });
      await subject.storeAll();

      expect(await forgetAll(subject, job.id)).not.toContain(true);
    });
  });

  describe("a job with rows that are not recorded", () => {
    test("is kept until they are", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      await subject.storeAll();
      const retire = async () =>
        (await subject.ledger.finished.retireJobs(subject.tenant, [{ jobId: job.id }]))[0];
      const seen = [await retire()];

      await forgetAll(subject, job.id);
      seen.push(await retire());

      expect(seen).toEqual(["kept", "retired"]);
      expect(await subject.ledger.jobs.readJob(subject.tenant, job.id)).toBeUndefined();
    });

    test("is work of its tenant until they are", async () => {
      const subject = await start();
      const job = await subject.listed(2);
      await subject.storeAll();
      const bulkJobs = async () =>
        (await subject.ledger.parts.work()).find(({ tenant }) => tenant === subject.tenant)
          ?.bulkJobs;
      const seen = [await bulkJobs()];

      await forgetAll(subject, job.id);

      seen.push(await bulkJobs());
      expect(seen).toEqual([1, 0]);
    });
  });
}

async function forgetAll(subject: BulkScenario, jobId: JobId): Promise<readonly boolean[]> {
  const signals: boolean[] = [];
  for (const segment of await subject.closeSegments(jobId)) {
    signals.push(await subject.ledger.rows.forgetSegment(subject.tenant, jobId, segment));
  }
  return signals;
}
