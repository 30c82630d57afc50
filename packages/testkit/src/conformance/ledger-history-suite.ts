import {
  apply,
  freezeReceipt,
  type HistoryEntry,
  type JobId,
  newSegment,
  type Outcome,
  type RecordsRange,
  type Segment,
  type Transfer,
  type TransferRecord,
  toETag,
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
  const found = await subject.ledger.finished.endedJobs(subject.tenant, wanted);
  return found.map(({ jobId }) => jobId);
}

async function retire(subject: LedgerScenario, jobId: JobId, entry?: HistoryEntry) {
  const job = { jobId, ...(entry !== undefined && { entry }) };
  return (await subject.ledger.finished.retireJobs(subject.tenant, [job]))[0];
}

export function describeHistory(start: Start): void {
  describe("the history", () => {
    test("tells by which job another one was tried again, the newest of several", async () => {
      const subject = await start();
      const { history } = subject.ledger;
      const { tenant } = subject;
      const old = await ended(subject, "failed");
      const other = await ended(subject, "failed");
      const [first, second] = [await subject.planned(), await subject.planned()];
      const [earlier, later] = [first.jobId, second.jobId].toSorted();
      if (earlier === undefined || later === undefined) {
        throw new RangeError("two jobs were planned");
      }

      await history.noteRetries(tenant, [{ jobId: later, retryOf: old.jobId }]);
      await history.noteRetries(tenant, [{ jobId: earlier, retryOf: old.jobId }]);
      await history.noteRetries(tenant, []);

      const ids = [other.jobId, old.jobId];
      expect(await history.supersededBy(tenant, ids)).toEqual([undefined, later]);
      expect(await history.supersededBy(tenant, [])).toEqual([]);
    });

    test("forgets by what a job was tried again with the last that is left of it", async () => {
      const subject = await start();
      const { history } = subject.ledger;
      const { tenant } = subject;
      const [kept, gone] = [await ended(subject, "failed"), await ended(subject, "failed")];
      const retry = await subject.planned();
      const notes = [kept, gone].map(({ jobId }) => ({ jobId: retry.jobId, retryOf: jobId }));
      await history.noteRetries(tenant, notes);
      const entry = entryFor(subject, kept.jobId);

      await retire(subject, kept.jobId, entry);
      await retire(subject, gone.jobId);

      const ids = [kept.jobId, gone.jobId];
      expect(await history.supersededBy(tenant, ids)).toEqual([retry.jobId, undefined]);
      await history.removeEntries(tenant, [entry]);
      expect(await history.supersededBy(tenant, ids)).toEqual([undefined, undefined]);
    });

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
      expect(await subject.ledger.finished.countEnded(subject.tenant)).toEqual({
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

      const found = await subject.ledger.finished.endedJobs(subject.tenant, wanted);

      expect(found).toEqual([{ jobId, endedAtMs: expect.any(Number) }]);
      expect(found[0]?.endedAtMs).toBeLessThan(finishedAtMs);
    });

    test("keeps an entry of a job that the ledger forgets, and nothing else of it", async () => {
      const subject = await start();
      const { history, jobs, transfers } = subject.ledger;
      const transfer = await ended(subject);
      const { jobId } = transfer;
      const entry = entryFor(subject, jobId);

      expect(await retire(subject, jobId, entry)).toBe("retired");

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
      await retire(subject, jobId);

      const again = await retire(subject, jobId, entryFor(subject, jobId));

      expect(again).toBe("retired");
      expect(await history.entries(subject.tenant, [jobId])).toEqual([undefined]);
    });

    test("retires no job that has not ended", async () => {
      const subject = await start();
      const { history } = subject.ledger;
      const transfer = await subject.uploading(3);
      const entry = entryFor(subject, transfer.jobId);

      expect(await retire(subject, transfer.jobId, entry)).toBe("kept");

      expect(await subject.reread(transfer)).toEqual(transfer);
      expect(await history.listEntries(subject.tenant, { limit: 10 })).toEqual([]);
    });

    test("retires a job of many transfers in several steps, and shows none of it after the first", async () => {
      const subject = await start();
      const { history, finished, jobs } = subject.ledger;
      const job = subject.newJob();
      const transfers = Array.from({ length: 600 }, () => subject.newTransfer(job));
      await jobs.createJob(job, transfers);
      await Promise.all(transfers.map((transfer) => subject.advance(transfer, SKIPPED)));
      const entry = entryFor(subject, job.id);

      const first = await retire(subject, job.id, entry);
      expect(await jobs.readJob(subject.tenant, job.id)).toBeUndefined();
      expect((await jobs.listTransfers(subject.tenant, job.id, { limit: 1 })).items).toEqual([]);
      expect(await history.entries(subject.tenant, [job.id])).toEqual([entry]);
      // The process that began died, and another one has nothing else to do.
      await finished.retireJobs(subject.tenant, []);
      await finished.retireJobs(subject.tenant, []);

      expect(["more", "retired"]).toContain(first);
      expect(await retire(subject, job.id, entry)).toBe("retired");
      const left = await Promise.all(
        transfers.map((each) => subject.ledger.transfers.readTransfer(refOf(each))),
      );
      expect(left.filter((each) => each !== undefined)).toEqual([]);
      expect(await history.entries(subject.tenant, [job.id])).toEqual([entry]);
    });

    test("retires many jobs at once, each by itself", async () => {
      const subject = await start();
      const [first, open, last] = [
        await ended(subject),
        await subject.planned(),
        await ended(subject, "failed"),
      ];
      const entry = entryFor(subject, first.jobId);
      const unknown = subject.newJob().id;

      const results = await subject.ledger.finished.retireJobs(subject.tenant, [
        { jobId: first.jobId, entry },
        { jobId: open.jobId },
        { jobId: unknown, entry: entryFor(subject, unknown) },
        { jobId: last.jobId },
      ]);

      expect(results).toEqual(["retired", "kept", "retired", "retired"]);
      expect(await subject.ledger.history.listEntries(subject.tenant, { limit: 10 })).toEqual([
        entry,
      ]);
      const { items } = await subject.ledger.jobs.listJobs(subject.tenant, { limit: 10 });
      expect(items.map(({ job }) => job.id)).toEqual([open.jobId]);
    });

    test("reads all that is kept of the transfers of many jobs, a range of each", async () => {
      const subject = await start();
      const { finished, transfers } = subject.ledger;
      const job = subject.newJob();
      const planned = Array.from({ length: 450 }, () => subject.newTransfer(job));
      await subject.ledger.jobs.createJob(job, planned);
      const failed = await subject.planned();
      const failure = { step: "plan", atMs: 1, process: "p", cause: CAUSE } as const;
      await transfers.noteFailure(refOf(failed), 1, failure, true);
      const completing = await subject.completing(2);
      const etag = toETag("whole");
      const verifying = await subject.advance(completing, { kind: "upload-completed", etag });
      const object = { etag, sizeBytes: 1, storedAtMs: 9, verifiedBy: "size" } as const;
      const stored = apply(verifying, 1, { kind: "object-verified", object });
      const receipt = freezeReceipt(stored, await transfers.uploadedParts(verifying));
      await transfers.save(verifying, stored, receipt);
      const found = new Map<JobId, TransferRecord[]>();

      let ranges: readonly RecordsRange[] = [
        { jobId: job.id, from: 10, until: 440 },
        { jobId: subject.newJob().id, from: 0, until: 1000 },
        { jobId: failed.jobId, from: 0, until: 1000 },
        { jobId: stored.jobId, from: 0, until: 1000 },
      ];
      while (ranges.length > 0) {
        const read = await finished.readRecords(subject.tenant, ranges);
        expect(read.length).toBeGreaterThan(0);
        ranges = ranges.flatMap((range, index) => {
          const { records = [], next } = read[index] ?? { next: range.from };
          found.set(range.jobId, [...(found.get(range.jobId) ?? []), ...records]);
          return next === undefined ? [] : [{ ...range, from: next }];
        });
      }

      expect(found.get(job.id)?.map(({ transfer }) => transfer)).toEqual(planned.slice(10, 440));
      expect(found.get(failed.jobId)).toEqual([
        { transfer: failed, failures: [failure], receipt: undefined },
      ]);
      expect(found.get(stored.jobId)).toEqual([{ transfer: stored, failures: [], receipt }]);
      expect([...found.values()].filter((records) => records.length === 0)).toHaveLength(1);
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

    test("replaces no entry that was removed in between, which would bring its job back", async () => {
      const subject = await start();
      const { history } = subject.ledger;
      const [deleted, moved] = [subject.newJob().id, subject.newJob().id];
      const [one, other] = [entryFor(subject, deleted, 1), entryFor(subject, moved, 1)];
      await history.addEntries(subject.tenant, [one, other], "keep");
      await history.removeEntries(subject.tenant, [one]);

      const late = [entryFor(subject, deleted, 2), entryFor(subject, moved, 2)];
      await history.addEntries(subject.tenant, late, "replace");

      expect(await history.entries(subject.tenant, [deleted, moved])).toEqual([
        undefined,
        entryFor(subject, moved, 2),
      ]);
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
      await retire(subject, jobId, entry);
      await history.retireTenants();
      expect(await jobs.tenants()).toContain(subject.tenant);

      await history.removeEntries(subject.tenant, [entry]);
      await history.retireTenants();

      expect(await jobs.tenants()).not.toContain(subject.tenant);
    });
  });
}
