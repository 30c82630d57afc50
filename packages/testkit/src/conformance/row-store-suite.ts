import { SEGMENT_BATCHES, SEGMENT_OPEN_MS, SEGMENT_TRANSFERS } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { bytesOf, keyOf, onesOf, type StartBulk, textOf } from "./bulk-scenario.ts";
import { describeForgetting } from "./row-forgetting-suite.ts";

/** What every row store must do. */
export function describeRowStore(start: StartBulk): void {
  describeClosing(start);
  describeRows(start);
  describeRecordable(start);
  describeForgetting(start);
}

function describeClosing(start: StartBulk): void {
  describe("a segment", () => {
    test("is closed when it is full, and says what it is made of", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, onesOf(SEGMENT_BATCHES + 1));
      await subject.storeAll();

      const segments = await subject.closeSegments(job.id);

      expect(segments).toHaveLength(1);
      expect(segments[0]).toMatchObject({ epoch: 1, number: 0, transfers: [] });
      expect(segments[0]?.batches).toHaveLength(SEGMENT_BATCHES);
      expect(segments[0]?.batches.slice(0, 2)).toEqual([
        {
          ...{ number: 0, range: { after: "", to: keyOf(0) }, coveredBytes: 10, extra: 0 },
          counts: { stored: 1, skipped: 0, failed: 0, aborted: 0 },
        },
        {
          ...{ number: 1, range: { after: keyOf(0), to: keyOf(1) }, coveredBytes: 10, extra: 0 },
          counts: { stored: 1, skipped: 0, failed: 0, aborted: 0 },
        },
      ]);
    });

    test("stays open while it is neither full, nor old, nor the last one", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, onesOf(SEGMENT_BATCHES - 1));
      await subject.storeAll();

      expect(await subject.closeSegments(job.id)).toEqual([]);
    });

    test("is closed when it has been open for long", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [1]);
      await subject.storeAll();
      await subject.passTime(SEGMENT_OPEN_MS);

      expect(await subject.closeSegments(job.id)).toHaveLength(1);
    });

    test("is closed when it is the job's last one", async () => {
      const subject = await start();
      const job = await subject.listed(1, 2);
      await subject.storeAll();

      const [segment, ...others] = await subject.closeSegments(job.id);

      expect(segment?.batches.map(({ number }) => number)).toEqual([0, 1]);
      expect(others).toEqual([]);
    });

    test("never changes once it is closed, and is returned until it is forgotten", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, onesOf(SEGMENT_BATCHES));
      await subject.storeAll();
      const first = await subject.closeSegments(job.id);
      await subject.list(job, onesOf(SEGMENT_BATCHES), { isEnd: true });
      await subject.storeAll();

      const second = await subject.closeSegments(job.id);

      expect(second).toEqual([first[0], { ...second[1], epoch: 1, number: 1 }]);
    });

    test("has a batch once nothing of it is left, with the counts of all its reports", async () => {
      const subject = await start();
      const job = await subject.listed(3);
      const { task, start: begun } = await subject.begun();
      await subject.report(task, begun, { left: begun.entries.slice(2), extra: 1 });
      const early = await subject.closeSegments(job.id);

      await subject.storeAll();

      const [segment] = await subject.closeSegments(job.id);
      expect(early).toEqual([]);
      expect(segment?.batches).toMatchObject([
        { number: 0, counts: { stored: 3 }, coveredBytes: 30, extra: 1 },
      ]);
    });

    test("has a large entry from the step in which it ended", async () => {
      const subject = await start();
      const job = await subject.open();
      const large = subject.large(job);
      await subject.list(job, [], { large: [large], isEnd: true });
      const early = await subject.closeSegments(job.id);

      await subject.transfers.advance(large, { kind: "transfer-skipped", reason: "it is there" });

      expect(early).toEqual([]);
      expect(await subject.closeSegments(job.id)).toEqual([
        { epoch: 1, number: 0, batches: [], transfers: [large.id] },
      ]);
    });

    test("is closed when so many large entries ended", async () => {
      const subject = await start();
      const job = await subject.open();
      const large = Array.from({ length: SEGMENT_TRANSFERS + 1 }, () => subject.large(job));
      await subject.list(job, [], { large });

      for (const transfer of large) {
        await subject.transfers.advance(transfer, { kind: "transfer-skipped", reason: "there" });
      }

      const segments = await subject.closeSegments(job.id);
      expect(segments.map(({ transfers }) => transfers.length)).toEqual([SEGMENT_TRANSFERS]);
    });

    test("is none of a job that is no bulk job, or is not there", async () => {
      const subject = await start();
      const { jobId } = await subject.transfers.planned();

      expect(await subject.closeSegments(jobId)).toEqual([]);
      expect(await subject.closeSegments(subject.newJob().id)).toEqual([]);
    });
  });
}

function describeRows(start: StartBulk): void {
  describe("the rows", () => {
    test("of a segment come in the order of its batches and of their reports", async () => {
      const subject = await start();
      const job = await subject.listed(2, 1);
      const tasks = await subject.claim();
      for (const task of [...tasks].reverse()) {
        const begun = await subject.begin(task);
        const left = begun.entries.slice(1);
        await subject.report(task, begun, { left, troubleRows: bytesOf(`!${task.number};`) });
      }
      await subject.storeAll();
      const [segment] = await subject.closeSegments(job.id);

      const found =
        segment && (await subject.ledger.rows.segmentRows(subject.tenant, job.id, segment));

      expect(segment?.batches.map(({ number }) => number)).toEqual([1, 0]);
      expect(textOf(found?.rows ?? [])).toBe("k00002;k00000;k00001;");
      expect(textOf(found?.troubleRows ?? [])).toBe("!1;!0;");
    });

    test("are bytes, whatever they are", async () => {
      const subject = await start();
      const job = await subject.listed(1);
      const { task, start: begun } = await subject.begun();
      const rows = Uint8Array.from({ length: 256 }, (_, index) => index);
      await subject.report(task, begun, { rows });

      const open = await subject.unrecorded(job.id);

      expect(open.map((member) => [...member])).toEqual([[...rows]]);
    });

    test("are unrecorded until their segment is forgotten, also those of a batch that is not done", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 2 * SEGMENT_BATCHES);
      const large = subject.large(job);
      await subject.list(job, [...onesOf(SEGMENT_BATCHES), 2], { large: [large] });
      await subject.transfers.advance(large, { kind: "transfer-skipped", reason: "it is there" });
      for (const task of await subject.claim()) {
        const begun = await subject.begin(task);
        await subject.report(task, begun, { left: begun.entries.slice(1) });
      }
      const { rows } = subject.ledger;
      const before = await rows.unrecordedRows(subject.tenant, job.id);
      const [closed] = await subject.closeSegments(job.id);

      await (closed && rows.forgetSegment(subject.tenant, job.id, closed));

      const after = await rows.unrecordedRows(subject.tenant, job.id);
      const numbers = Array.from({ length: SEGMENT_BATCHES + 1 }, (_, index) => index);
      expect(before?.batches.map(({ number }) => number)).toEqual(numbers);
      expect(before).toMatchObject({ epoch: 1, transfers: [large.id] });
      expect(after?.batches.map(({ number }) => number)).toEqual([SEGMENT_BATCHES]);
      expect(textOf(after?.batches[0]?.rows ?? [])).toBe(`${keyOf(SEGMENT_BATCHES)};`);
      expect(after?.transfers).toEqual([]);
    });

    test("are none of a job that is no bulk job, or is not there", async () => {
      const subject = await start();
      const { jobId } = await subject.transfers.planned();
      const { rows } = subject.ledger;

      expect(await rows.unrecordedRows(subject.tenant, jobId)).toBeUndefined();
      expect(await rows.unrecordedRows(subject.tenant, subject.newJob().id)).toBeUndefined();
    });
  });
}

function describeRecordable(start: StartBulk): void {
  describe("the jobs to record", () => {
    test("are those with a closed segment, or one that may be closed, each once", async () => {
      const subject = await start();
      const [full, last, open] = [
        await subject.open(),
        await subject.listed(1),
        await subject.open(),
      ];
      await subject.list(full, onesOf(SEGMENT_BATCHES));
      await subject.list(open, [1]);
      await subject.storeAll();
      const recordable = (limit = 10) =>
        subject.ledger.rows.recordable(subject.tenant, 60_000, limit);

      const [first, second, third] = [await recordable(1), await recordable(), await recordable()];

      expect(first).toHaveLength(1);
      expect(new Set([...first, ...second])).toEqual(new Set([full.id, last.id]));
      expect(third).toEqual([]);
    });

    test("are shown again while they are not recorded", async () => {
      const subject = await start();
      const job = await subject.listed(1);
      await subject.storeAll();
      const seen = [await subject.ledger.rows.recordable(subject.tenant, 20, 10)];
      await subject.passTime(20);

      seen.push(await subject.ledger.rows.recordable(subject.tenant, 20, 10));

      expect(seen).toEqual([[job.id], [job.id]]);
    });

    test("are those with a segment that has been open for long", async () => {
      const subject = await start();
      const job = await subject.open();
      await subject.list(job, [1]);
      await subject.storeAll();
      const early = await subject.ledger.rows.recordable(subject.tenant, 0, 10);
      await subject.passTime(SEGMENT_OPEN_MS);

      expect(early).toEqual([]);
      expect(await subject.ledger.rows.recordable(subject.tenant, 0, 10)).toEqual([job.id]);
    });
  });
}
