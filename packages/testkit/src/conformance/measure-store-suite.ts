import {
  JobMeter,
  type MeasureNote,
  NO_TIME,
  type PartRecord,
  RATE_STEP_MS,
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
