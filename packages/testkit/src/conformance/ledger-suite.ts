import { type ConnectionTest, countsAddUp, pendingOf } from "@penstock/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeAttempts, describeRepair } from "./ledger-attempts-suite.ts";
import { describeContinuing } from "./ledger-continuing-suite.ts";
import { describeDispatch, describeReopening } from "./ledger-dispatch-suite.ts";
import { ledgerEvents, playEvents } from "./ledger-events.ts";
import { describeHistory } from "./ledger-history-suite.ts";
import { describeReceipts } from "./ledger-receipts-suite.ts";
import { describeRestoring } from "./ledger-restore-suite.ts";
import { describeSaving } from "./ledger-saving-suite.ts";
import { LedgerScenario, type LedgerUnderTest, refOf, type Start } from "./ledger-scenario.ts";
import { describeUploads } from "./ledger-uploads-suite.ts";

/** What every ledger must do. `open` gives a tenant of its own. */
export function describeLedger(name: string, open: () => Promise<LedgerUnderTest>): void {
  const start: Start = async () => new LedgerScenario(await open());

  describe(`${name} as a ledger`, () => {
    describeJobs(start);
    describeSaving(start);
    describeReceipts(start);
    describeHistory(start);
    describeDispatch(start);
    describeContinuing(start);
    describeReopening(start);
    describeRestoring(start);
    describeUploads(start);
    describeAttempts(start);
    describeRepair(start);
    describeWorkers(start);
    describeConnectionTests(start);
    describeCounts(start);
  });
}

function describeJobs(start: Start): void {
  describe("jobs", () => {
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

    test("names the tenants that have jobs", async () => {
      const subject = await start();
      const { ledger, tenant } = subject;
      const before = await ledger.jobs.tenants();

      await subject.planned();

      expect(before).not.toContain(tenant);
      expect(await ledger.jobs.tenants()).toContain(tenant);
    });
  });
}

const OPEN_STATES: readonly string[] = ["uploading", "completing", "aborting"];

/** Places of the transfers that have an upload which may be open. */
function openPlaces(states: readonly string[]): readonly number[] {
  return states.flatMap((state, place) => (OPEN_STATES.includes(state) ? [place] : []));
}

function ownedPlaces(uploads: readonly string[]): readonly number[] {
  return uploads.filter((upload) => upload.includes(" owned ")).map((upload) => Number(upload[0]));
}

function describeWorkers(start: Start): void {
  test("knows the processes that live, and what each of them leaves alone", async () => {
    const { ledger, tenant } = await start();
    const cause = { code: "store-refused", message: "403 SignatureDoesNotMatch" } as const;
    const leftAlone = [
      { connection: "a b", side: "store", cause, sinceMs: 1, nextTryAtMs: 2 },
    ] as const;
    await ledger.workers.announceProcess({ id: `${tenant}-w`, role: "worker", leftAlone: [] });
    await ledger.workers.announceProcess({ id: `${tenant}-p`, role: "planner", leftAlone: [] });
    await ledger.workers.announceProcess({ id: `${tenant}-w`, role: "worker", leftAlone });

    await ledger.workers.retireProcess(`${tenant}-p`);

    const ours = (await ledger.workers.liveProcesses()).filter(({ id }) => id.startsWith(tenant));
    expect(ours).toEqual([{ id: `${tenant}-w`, role: "worker", leftAlone }]);
  });

  test("knows the workers that announced themselves and did not retire", async () => {
    const { ledger, tenant } = await start();
    await ledger.workers.announceWorker({ id: `${tenant}-a`, slots: 4 });
    await ledger.workers.announceWorker({ id: `${tenant}-b`, slots: 8 });
    await ledger.workers.announceWorker({ id: `${tenant}-b`, slots: 16 });

    await ledger.workers.retireWorker(`${tenant}-a`);

    const ours = (await ledger.workers.liveWorkers()).filter(({ id }) => id.startsWith(tenant));
    expect(ours).toEqual([{ id: `${tenant}-b`, slots: 16 }]);
  });
}

function describeConnectionTests(start: Start): void {
  test("keeps the newest test of each connection", async () => {
    const { ledger, tenant } = await start();
    const older: ConnectionTest = {
      connection: `${tenant}-a`,
      testedAtMs: 1,
      checks: [{ name: "reachable", result: "failed", detail: "it is away", fix: "wait" }],
      measured: {},
    };
    const newer: ConnectionTest = {
      ...older,
      testedAtMs: 2,
      checks: [{ name: "reachable", result: "passed", detail: "it answers" }],
      measured: { checksum: "crc32", objectETag: "opaque" },
    };

    await ledger.connectionTests.save(older);
    await ledger.connectionTests.save(newer);

    expect(await ledger.connectionTests.read(`${tenant}-a`)).toStrictEqual(newer);
    expect(await ledger.connectionTests.read(`${tenant}-b`)).toBeUndefined();
  });
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
          expect(ownedPlaces(shown.uploads)).toEqual(openPlaces(shown.states));
        }
      }),
      { numRuns: 25 },
    );
  });
}
