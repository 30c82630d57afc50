import {
  type HistoryEntry,
  type JobId,
  newSegment,
  type Outcome,
  type Segment,
  type Transfer,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import { CAUSE, type LedgerScenario, refOf, type Start } from "./ledger-scenario.ts";

const FOREVER_MS = Number.MAX_SAFE_INTEGER;
const REFUSED = { kind: "plan-refused", cause: CAUSE } as const;
const SKIPPED = { kind: "transfer-skipped", reason: "it is there" } as const;

async function ended(subject: LedgerScenario, outcome: Outcome = "succeeded"): Promise<Transfer> {
  await subject.passTime();
  return subject.advance(await subject.planned(), outcome === "failed" ? REFUSED : SKIPPED);
}

function segmentOf({ tenant }: LedgerScenario, nonce = 1): Segment {
  const about = { tenant, group: "succeeded", endedAtMs: 1_900_000_000_000 } as const;
  return newSegment(about, Uint8Array.of(0, 0, nonce));
}

function entryFor(subject: LedgerScenario, jobId: JobId, nonce?: number): HistoryEntry {
  const segment = segmentOf(subject, nonce);
  return { jobId, state: "succeeded", segment, labelMarks: ["00ff"] };
}

async function endedIds(subject: LedgerScenario, outcome: Outcome, offset = 0, limit = 10) {
  const wanted = { outcome, endedBeforeMs: FOREVER_MS, offset, limit };
  const found = await subject.ledger.history.endedJobs(subject.tenant, wanted);
  return found.map(({ jobId }) => jobId);
}

export function describeHistory(start: Start): void {
  describe("the history", () => {
    test("lists jobs by outcome as they ended, the oldest first, and no unfinished one", async () => {
      const subject = await start();
      const open = await subject.planned();
      const first = await ended(subject);
      const failed = await ended(subject, "failed");
      const last = await ended(subject);
      const empty = subject.newJob();
      await subject.passTime();
      await subject.ledger.jobs.createJob(empty, []);

      expect(await endedIds(subject, "succeeded")).toEqual([first.jobId, last.jobId, empty.id]);
      expect(await endedIds(subject, "succeeded", 1, 1)).toEqual([last.jobId]);
      expect(await endedIds(subject, "failed")).toEqual([failed.jobId]);
      expect(await subject.ledger.history.countEnded(subject.tenant)).toEqual({
        succeeded: 3,
        failed: 1,
      });
      expect(await subject.reread(open)).toEqual(open);
    });

    test("says when a job ended, and lists none that ended then or later", async () => {
      const subject = await start();
      const { jobId } = await ended(subject);
      const { finishedAtMs = 0 } = await subject.record(await ended(subject));
      const wanted = { outcome: "succeeded", endedBeforeMs: finishedAtMs, limit: 10 } as const;

      const found = await subject.ledger.history.endedJobs(subject.tenant, wanted);

      expect(found).toEqual([{ jobId, endedAtMs: expect.any(Number) }]);
      expect(found[0]?.endedAtMs).toBeLessThan(finishedAtMs);
    });

    test("keeps an entry of a job that the ledger forgets, and nothing else of it", async () => {
      const subject = await start();
      const { history, jobs, transfers } = subject.ledger;
      const transfer = await ended(subject);
      const { jobId } = transfer;
      const entry = entryFor(subject, jobId);

      expect(await history.retireJob(subject.tenant, jobId, entry)).toBe("retired");

      expect(await jobs.readJob(subject.tenant, jobId)).toBeUndefined();
      expect(await transfers.readTransfer(refOf(transfer))).toBeUndefined();
      expect((await jobs.listTransfers(subject.tenant, jobId, { limit: 1 })).items).toEqual([]);
      expect((await jobs.listJobs(subject.tenant, { limit: 1 })).items).toEqual([]);
      expect(await endedIds(subject, "succeeded")).toEqual([]);
      expect(await history.entries(subject.tenant, [jobId])).toEqual([entry]);
      expect(await jobs.tenants()).toContain(subject.tenant);
    });

    test("says the same of a job that was retired before, and makes no entry of it", async () => {
      const subject = await start();
      const { history } = subject.ledger;
      const { jobId } = await ended(subject);
      await history.retireJob(subject.tenant, jobId);

      const again = await history.retireJob(subject.tenant, jobId, entryFor(subject, jobId));

      expect(again).toBe("retired");
      expect(await history.entries(subject.tenant, [jobId])).toEqual([undefined]);
    });

    test("retires no job that has not ended", async () => {
      const subject = await start();
      const { history } = subject.ledger;
      const transfer = await subject.uploading(3);
      const entry = entryFor(subject, transfer.jobId);

      expect(await history.retireJob(subject.tenant, transfer.jobId, entry)).toBe("kept");

      expect(await subject.reread(transfer)).toEqual(transfer);
      expect(await history.listEntries(subject.tenant, { limit: 10 })).toEqual([]);
    });

    test("retires a job of many transfers in several steps", async () => {
      const subject = await start();
      const job = subject.newJob();
      const transfers = Array.from({ length: 600 }, () => subject.newTransfer(job));
      await subject.ledger.jobs.createJob(job, transfers);
      await Promise.all(transfers.map((transfer) => subject.advance(transfer, SKIPPED)));
      const retire = () => subject.ledger.history.retireJob(subject.tenant, job.id);

      const steps = new Set([await retire(), await retire(), await retire()]);

      expect([...steps].at(-1)).toBe("retired");
      expect(await subject.ledger.jobs.readJob(subject.tenant, job.id)).toBeUndefined();
    });

    test("lists entries newest first, by the time at which their jobs were made", async () => {
      const subject = await start();
      const { history } = subject.ledger;
      const jobs = Array.from({ length: 5 }, () => subject.newJob());
      const entries = jobs.map(({ id }) => entryFor(subject, id));
      await history.addEntries(subject.tenant, entries, "keep");
      const list = (range: object) => history.listEntries(subject.tenant, { limit: 10, ...range });
      const [first, second, , fourth] = jobs;

      expect(await list({})).toEqual(entries.toReversed());
      expect(await list({ limit: 2 })).toEqual(entries.toReversed().slice(0, 2));
      expect(await list({ cursor: second?.id })).toEqual(entries.slice(0, 1));
      expect(await list({ createdFromMs: fourth?.createdAtMs })).toEqual(
        entries.slice(3).toReversed(),
      );
      expect(await list({ createdBeforeMs: second?.createdAtMs })).toEqual(entries.slice(0, 1));
      expect(await list({ createdBeforeMs: first?.createdAtMs })).toEqual([]);
    });

    test("keeps or replaces another entry of the same job, and adds none of a job that is held", async () => {
      const subject = await start();
      const { history } = subject.ledger;
      const [gone, held] = [subject.newJob().id, (await ended(subject)).jobId];
      const [one, other] = [entryFor(subject, gone, 1), entryFor(subject, gone, 2)];
      await history.addEntries(subject.tenant, [one, entryFor(subject, held)], "keep");

      await history.addEntries(subject.tenant, [other], "keep");
      expect(await history.entries(subject.tenant, [gone, held])).toEqual([one, undefined]);

      await history.addEntries(subject.tenant, [other], "replace");
      expect(await history.listEntries(subject.tenant, { limit: 10 })).toEqual([other]);
    });

    test("removes entries that are as given, and no newer one of the same job", async () => {
      const subject = await start();
      const { history } = subject.ledger;
      const [moved, gone] = [subject.newJob().id, subject.newJob().id];
      const newer = entryFor(subject, moved, 2);
      await history.addEntries(subject.tenant, [newer, entryFor(subject, gone)], "keep");

      const removed = [entryFor(subject, moved, 1), entryFor(subject, gone)];
      await history.removeEntries(subject.tenant, removed);

      expect(await history.entries(subject.tenant, [moved, gone])).toEqual([newer, undefined]);
    });

    test("replaces its mark only as it was read", async () => {
      const { history } = (await start()).ledger;
      const read = await history.readMark();

      expect(await history.writeMark(`not ${read}`, "wrong")).toBe(false);
      expect(await history.writeMark(read, "next")).toBe(true);
      expect(await history.writeMark(read, "late")).toBe(false);

      expect(await history.readMark()).toBe("next");
    });

    test("forgets a tenant that has nothing left", async () => {
      const subject = await start();
      const { history, jobs } = subject.ledger;
      const { jobId } = await ended(subject);
      const entry = entryFor(subject, jobId);
      await history.retireJob(subject.tenant, jobId, entry);
      await history.retireTenants();
      expect(await jobs.tenants()).toContain(subject.tenant);

      await history.removeEntries(subject.tenant, [entry]);
      await history.retireTenants();

      expect(await jobs.tenants()).not.toContain(subject.tenant);
    });
  });
}
