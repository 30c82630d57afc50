import {
  JobMeter,
  type MeasureNote,
  NO_TIME,
  type PartRecord,
  RATE_STEP_MS,
  type Step,
  workerTag,
} from "@penstock/core";
import { expect, test } from "vitest";
import { type LedgerScenario, reportOf, reportOfPart, type Start } from "./ledger-scenario.ts";

const RECORD: PartRecord = {
  worker: workerTag("w-1"),
  endedAtMs: Date.UTC(2026, 10, 29, 10, 15, 0, 123),
  phases: { queueMs: 0, firstByteMs: 12, readMs: 340, sendMs: 5_678, responseMs: 90_123 },
};

/** What every measure store must do. */
export function describeMeasureStore(start: Start): void {
  test("an uploaded part keeps who uploaded it, when, and where the time went", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const transfer = await scenario.uploading(2);
    await ledger.parts.dispatch(tenant, { ...reportOfPart(transfer, 1), record: RECORD });
    await ledger.parts.dispatch(tenant, reportOfPart(transfer, 2));

    const [part, other] = await scenario.uploadedParts(transfer);

    const { record: _, ...plain } = part ?? {};
    const { etag, checksum } = reportOfPart(transfer, 1);
    expect(plain).toEqual({ number: 1, etag, checksum });
    expect(part?.record).toMatchObject({ worker: RECORD.worker, endedAtMs: RECORD.endedAtMs });
    for (const phase of ["queueMs", "firstByteMs", "readMs", "sendMs", "responseMs"] as const) {
      const [kept = 0, measured] = [part?.record?.phases[phase], RECORD.phases[phase]];
      expect(Math.abs(kept - measured), phase).toBeLessThanOrEqual(measured * 0.05);
    }
    expect(other).not.toHaveProperty("record");
  });

  test("keeps the newest word of each worker of a job", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const transfer = await scenario.uploading(4);
    const notes = [noteOf("w-1", 10), noteOf("w-2", 20), noteOf("w-1", 30)];
    for (const [index, measures] of notes.entries()) {
      await ledger.parts.dispatch(tenant, { ...reportOfPart(transfer, index + 1), measures });
    }

    const { workers } = await ledger.measures.readMeasures({ tenant, jobId: transfer.jobId });

    const bytes = workers.map(({ worker, bytes: moved }) => [worker, moved]).sort();
    expect(bytes).toEqual([
      ["w-1", 30],
      ["w-2", 20],
    ]);
    expect(workers[0]).not.toHaveProperty("added");
  });

  test("adds up what was moved of a job in each span of time", async () => {
    const { ledger, tenant, passTime, ...scenario } = await opened(start);
    const transfer = await scenario.uploading(4);
    for (const number of [1, 2, 3]) {
      const measures = noteOf("w", number * 100);
      await ledger.parts.dispatch(tenant, { ...reportOfPart(transfer, number), measures });
      await passTime();
    }

    const { rates } = await ledger.measures.readMeasures({ tenant, jobId: transfer.jobId });

    const sum = (amount: "bytes" | "units") =>
      rates.reduce((total, rate) => total + rate[amount], 0);
    expect([sum("bytes"), sum("units")]).toEqual([600, 3]);
    expect(rates.every(({ fromMs }) => fromMs % RATE_STEP_MS === 0)).toBe(true);
  });

  test("knows nothing of a job of which nothing was said, or that is not there", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const transfer = await scenario.uploading(1);
    const other = scenario.newJob();
    await ledger.parts.dispatch(tenant, reportOfPart(transfer, 1));

    const read = [transfer.jobId, other.id].map((jobId) =>
      ledger.measures.readMeasures({ tenant, jobId }),
    );

    const nothing = { workers: [], rates: [] };
    expect(await Promise.all(read)).toEqual([nothing, nothing]);
  });

  test("tells what of a job waits for its turn, and what is in flight", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const transfer = await scenario.uploading(5);
    await scenario.uploading(1);
    await ledger.parts.setInFlightLimit(tenant, 2, "limit");
    const job = { tenant, jobId: transfer.jobId };
    const before = await ledger.measures.readWaits(job);
    await ledger.parts.dispatch(tenant);

    const after = await ledger.measures.readWaits(job);

    const none = { waiting: 0, inFlightLimit: 2, inFlightBound: "limit" };
    expect(before).toMatchObject({ ...none, ready: 1, otherJobs: 1, inFlight: 0 });
    expect(after).toMatchObject({ ...none, ready: 1, inFlight: 2 });
    expect(await ledger.measures.readWaits({ tenant, jobId: scenario.newJob().id })).toMatchObject({
      ...{ ready: 0, waiting: 0, inFlight: 2 },
    });
  });

  test("tells as the in-flight limit of a tenant that never got one what bounds its claims", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const { jobId } = await scenario.uploading(100);
    const { tasks } = await ledger.parts.dispatch(tenant);

    const { inFlightLimit, inFlight } = await ledger.measures.readWaits({ tenant, jobId });

    expect(inFlightLimit).toBe(tasks.length);
    expect(inFlight).toBe(tasks.length);
  });

  test("tells which parts are dispatched, failed, and to be dispatched again", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const transfer = await scenario.uploading(6);
    const ref = { tenant, transferId: transfer.id };
    await ledger.parts.setInFlightLimit(tenant, 4);
    const { tasks } = await ledger.parts.dispatch(tenant);
    const [first, second] = tasks;
    const cause = { code: "checksum-mismatch", message: "other bytes" } as const;
    for (let failures = 0; failures < 103; failures += 1) {
      const step: Step = second?.number ?? "plan";
      const failure = { step, atMs: failures, process: "w", cause };
      await ledger.transfers.noteFailure(ref, transfer.generation, failure, true);
    }
    await (first && ledger.parts.release(first));

    const missing = await ledger.measures.missingParts(ref);

    expect(missing).toEqual({ next: 5, redo: [1], failed: [2], failures: 103 });
    expect(await ledger.transfers.failures(ref)).toHaveLength(100);
    const gone = { tenant, transferId: scenario.newTransfer(scenario.newJob()).id };
    expect(await ledger.measures.missingParts(gone)).toBeUndefined();
  });

  test("says when a job was paused, as long as it is", async () => {
    const { ledger, tenant, passTime, ...scenario } = await opened(start);
    const { jobId } = await scenario.uploading(1);
    await ledger.parts.setPaused(tenant, jobId, true);
    const first = (await ledger.jobs.readJob(tenant, jobId))?.pausedAtMs;
    await passTime(2);
    await ledger.parts.setPaused(tenant, jobId, true);
    const again = (await ledger.jobs.readJob(tenant, jobId))?.pausedAtMs;
    await ledger.parts.setPaused(tenant, jobId, false);

    expect(first).toBeGreaterThan(0);
    expect(again).toBe(first);
    expect((await ledger.jobs.readJob(tenant, jobId))?.pausedAtMs).toBeUndefined();
  });

  test("a report of a part that is not wanted any more leaves no trace of a job that is gone", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const [task] = (await scenario.claimed()).tasks;
    const gone = scenario.newTransfer(scenario.newJob());
    const report = { ...(task && reportOf(task)), transferId: gone.id, measures: noteOf("w", 1) };
    await ledger.parts.dispatch(tenant, {
      ...reportOfPart(await scenario.uploading(1), 1),
      ...report,
    });

    const { workers } = await ledger.measures.readMeasures({ tenant, jobId: gone.jobId });

    expect(workers).toEqual([]);
  });
}

async function opened(start: Start) {
  const scenario = await start();
  const { ledger, tenant, passTime } = scenario;
  return {
    ...{ ledger, tenant, passTime },
    uploading: (parts: number) => scenario.uploading(parts),
    newJob: () => scenario.newJob(),
    newTransfer: (job: Parameters<LedgerScenario["newTransfer"]>[0]) => scenario.newTransfer(job),
    claimed: async () => {
      await scenario.uploading(2);
      return ledger.parts.dispatch(tenant);
    },
    uploadedParts: (transfer: Parameters<LedgerScenario["reread"]>[0]) =>
      ledger.transfers.uploadedParts(transfer),
  };
}

function noteOf(worker: string, bytes: number): MeasureNote {
  const meter = new JobMeter(worker);
  meter.add("job", { units: 1, bytes, phases: { ...NO_TIME, readMs: 2000 } }, 5000);
  const note = meter.note("job", 5000);
  if (note === undefined) {
    throw new Error("nothing was said of a part that took two seconds");
  }
  return note;
}
