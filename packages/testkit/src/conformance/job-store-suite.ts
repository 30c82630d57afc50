import { countsAddUp, newJobRecord, pendingOf } from "@penstock/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LedgerSnapshot, ledgerEvents, playEvents } from "./ledger-events.ts";
import { refOf, type Start } from "./ledger-scenario.ts";

/** What every job store must do. */
export function describeJobStore(start: Start): void {
  describeJobs(start);
  describeCounts(start);
}

function describeJobs(start: Start): void {
  describe("jobs", () => {
    test("shows a new job as it was accepted", async () => {
      const subject = await start();
      const { job } = await subject.jobOfThree();

      const record = await subject.ledger.jobs.readJob(subject.tenant, job.id);

      expect(record).toEqual(newJobRecord(job, 3));
    });

    test("leaves a job alone that exists", async () => {
      const subject = await start();
      const { job, transfers } = await subject.jobOfThree();

      await subject.ledger.jobs.createJob({ ...job, name: "other" }, [subject.newTransfer(job)]);

      const record = await subject.ledger.jobs.readJob(subject.tenant, job.id);
      const page = await subject.ledger.jobs.listTransfers(subject.tenant, job.id, { limit: 10 });
      expect(record?.job).toEqual(job);
      expect(record?.counts).toMatchObject({ listed: 3, planned: 3 });
      expect(page.items).toEqual(transfers);
    });

    test("refuses one more than a quota of unfinished jobs, however many are created at once", async () => {
      const subject = await start();
      const { ledger } = subject;
      const { job: first } = await subject.jobOfThree();
      const jobs = [1, 2, 3, 4].map(() => subject.newJob());

      const written = await Promise.allSettled(
        jobs.map((job) => ledger.jobs.createJob(job, [subject.newTransfer(job)], { jobs: 3 })),
      );

      const refused = written.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
      expect(refused).toMatchObject([{ code: "quota-exceeded" }, { code: "quota-exceeded" }]);
      const { items } = await ledger.jobs.listJobs(subject.tenant, { limit: 10 });
      expect(items).toHaveLength(3);
      await ledger.jobs.createJob(first, [], { jobs: 1 });
    });

    test("counts no finished job against a quota", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      await ledger.jobs.createJob(subject.newJob(), []);
      const job = subject.newJob();

      await ledger.jobs.createJob(job, [subject.newTransfer(job)], { jobs: 1 });

      const [work] = (await ledger.parts.work()).filter((each) => each.tenant === tenant);
      expect(work).toMatchObject({ openJobs: 1 });
    });

    test("knows nothing of a job or transfer that was never written", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      const job = subject.newJob();

      await ledger.jobs.markCancelled(tenant, job.id);

      expect(await ledger.jobs.readJob(tenant, job.id)).toBeUndefined();
      expect(await ledger.transfers.readTransfer(refOf(subject.newTransfer(job)))).toBeUndefined();
      expect(await ledger.jobs.listTransfers(tenant, job.id, { limit: 1 })).toMatchObject({
        items: [],
      });
    });

    test("lists jobs from the newest on, page by page", async () => {
      const subject = await start();
      const ids = [];
      for (let count = 0; count < 5; count += 1) {
        ids.unshift((await subject.planned()).jobId);
      }

      const first = await subject.ledger.jobs.listJobs(subject.tenant, { limit: 3 });
      const second = await subject.ledger.jobs.listJobs(subject.tenant, {
        limit: 3,
        cursor: first.nextCursor ?? "",
      });

      expect([...first.items, ...second.items].map(({ job }) => job.id)).toEqual(ids);
      expect(second.nextCursor).toBeUndefined();
    });

    test("lists transfers in the order of the job, page by page", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      const { job, transfers } = await subject.jobOfThree();

      const first = await ledger.jobs.listTransfers(tenant, job.id, { limit: 2 });
      const cursor = first.nextCursor ?? "";
      const second = await ledger.jobs.listTransfers(tenant, job.id, { limit: 2, cursor });

      expect([...first.items, ...second.items]).toEqual(transfers);
      expect(second.nextCursor).toBeUndefined();
    });

    test("remembers that a job was cancelled", async () => {
      const subject = await start();
      const transfer = await subject.planned();

      await subject.ledger.jobs.markCancelled(subject.tenant, transfer.jobId);

      expect((await subject.record(transfer)).isCancelled).toBe(true);
    });

    test("names cancelled jobs until all of their transfers were told", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      const [first, second] = [await subject.planned(), await subject.planned()];
      await ledger.jobs.markCancelled(tenant, first.jobId);
      await ledger.jobs.markCancelled(tenant, second.jobId);
      await ledger.jobs.markCancelled(tenant, subject.newJob().id);

      await ledger.jobs.endCancelling(tenant, first.jobId);

      const work = (await ledger.parts.work()).find((each) => each.tenant === tenant);
      expect(await ledger.jobs.cancelling(tenant)).toEqual([second.jobId]);
      expect(work).toMatchObject({ cancellingJobs: 1 });
      expect((await subject.record(first)).isCancelled).toBe(true);
    });

    test("names the tenants that have jobs", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      const before = await ledger.jobs.tenants();

      await subject.planned();

      expect(before).not.toContain(tenant);
      expect(await ledger.jobs.tenants()).toContain(tenant);
    });

    test("reads many jobs at once, in the order of their ids", async () => {
      const subject = await start();
      const first = await subject.planned();
      const second = await subject.planned();
      const unknown = subject.newJob();

      const ids = [second.jobId, unknown.id, first.jobId];
      const records = await subject.ledger.jobs.readJobs(subject.tenant, ids);

      expect(records.map((record) => record?.job.id)).toEqual([
        second.jobId,
        undefined,
        first.jobId,
      ]);
    });
  });
}

const OPEN_STATES: readonly string[] = ["uploading", "completing", "aborting"];

/** Places of the transfers that have an upload which may be open. */
function openPlaces({ states, arePuts }: LedgerSnapshot): readonly number[] {
  return states.flatMap((state, place) =>
    OPEN_STATES.includes(state) && arePuts[place] !== true ? [place] : [],
  );
}

function ownedPlaces(uploads: readonly string[]): readonly number[] {
  return uploads.filter((upload) => upload.includes(" owned ")).map((upload) => Number(upload[0]));
}

function describeCounts(start: Start): void {
  test("keeps its counts adding up and keeps to its in-flight limit after any sequence of events", async () => {
    await fc.assert(
      fc.asyncProperty(ledgerEvents, async (events) => {
        const { ledger, tenant } = await start();

        for (const shown of await playEvents(ledger, tenant, events)) {
          const { counts, progress } = shown;
          expect(countsAddUp(counts)).toBe(true);
          expect(shown.isFinished).toBe(pendingOf(counts) === 0);
          expect(shown.states.filter((state) => state === "stored")).toHaveLength(counts.stored);
          expect(progress.partsStored).toBeLessThanOrEqual(progress.partsTotal);
          expect(progress.bytesStored).toBeLessThanOrEqual(progress.bytesTotal);
          expect(progress.partsStored).toBeGreaterThanOrEqual(shown.uploaded.flat().length);
          expect(ownedPlaces(shown.uploads)).toEqual(openPlaces(shown));
        }
      }),
      { numRuns: 25 },
    );
  });
}
