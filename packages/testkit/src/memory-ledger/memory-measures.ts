import {
  DEFAULT_IN_FLIGHT_LIMIT,
  type JobId,
  type JobMeasures,
  type JobRef,
  type JobWaits,
  type MeasureNote,
  type MeasureStore,
  type MissingParts,
  RATE_SAMPLES,
  RATE_STEP_MS,
  type RateSample,
  type TransferRef,
  type WorkerMeasure,
} from "@penstock/core";
import type { JobEntry } from "./memory-job.ts";
import type { MemoryRecords } from "./memory-records.ts";

type Kept = {
  readonly workers: Map<string, WorkerMeasure>;
  /** By their places among those that are kept. */
  readonly rates: Map<number, RateSample>;
};

const kept = new WeakMap<JobEntry, Kept>();

export class MemoryMeasureStore implements MeasureStore {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async readMeasures({ tenant, jobId }: JobRef): Promise<JobMeasures> {
    const entry = this.#records.tenant(tenant).jobs.get(jobId);
    const { workers, rates } = (entry && kept.get(entry)) ?? newKept();
    const inOrder = [...rates.values()].sort((one, other) => one.fromMs - other.fromMs);
    return { workers: [...workers.values()], rates: inOrder };
  }

  async readWaits({ tenant, jobId }: JobRef): Promise<JobWaits> {
    const entry = this.#records.tenant(tenant);
    const { jobs, permits, runQueue, inFlightLimit } = entry;
    const claimLimit = entry.fullLimit(jobId);
    const batches = [...(jobs.get(jobId)?.bulk?.batches.values() ?? [])];
    const waiting = batches.filter(({ state }) => state === "waiting");
    const due = waiting.map(({ dueAtMs }) => dueAtMs);
    return {
      ready: runQueue.readyOf(jobId),
      otherJobs: runQueue.othersThan(jobId),
      ...{ inFlight: permits.size, waiting: waiting.length },
      inFlightLimit: inFlightLimit?.units ?? DEFAULT_IN_FLIGHT_LIMIT,
      ...(inFlightLimit !== undefined && { inFlightBound: inFlightLimit.bound }),
      ...(inFlightLimit?.of && { inFlightOf: inFlightLimit.of }),
      ...(claimLimit !== undefined && runQueue.readyOf(jobId) > 0 && { claimLimit }),
      ...(due.length > 0 && { dueAtMs: Math.min(...due) }),
    };
  }

  async missingParts(ref: TransferRef): Promise<MissingParts | undefined> {
    const entry = this.#records.entry(ref);
    return (
      entry && {
        next: entry.nextPart,
        redo: entry.redo,
        failed: [...entry.attempts.keys()].filter((step) => typeof step === "number"),
        failures: entry.failureCount,
      }
    );
  }
}

/** Of a job that is not there, nothing is kept. */
export function noteMeasures(
  records: MemoryRecords,
  { tenant, jobId }: { readonly tenant: string; readonly jobId: JobId | undefined },
  note: MeasureNote | undefined,
): void {
  const entry = jobId === undefined ? undefined : records.tenant(tenant).jobs.get(jobId);
  if (note === undefined || entry === undefined) {
    return;
  }
  const { workers, rates } = kept.get(entry) ?? newKept();
  kept.set(entry, { workers, rates });
  const { added, ...measure } = note;
  workers.set(measure.worker, measure);
  const span = Math.floor(records.nowMs / RATE_STEP_MS);
  const fromMs = span * RATE_STEP_MS;
  const before = rates.get(span % RATE_SAMPLES);
  const { bytes, units } = before?.fromMs === fromMs ? before : { bytes: 0, units: 0 };
  const sum = { bytes: bytes + added.bytes, units: units + added.units };
  rates.set(span % RATE_SAMPLES, { fromMs, ...sum });
}

function newKept(): Kept {
  return { workers: new Map(), rates: new Map() };
}
