import {
  type Demand,
  type Explanation,
  encodePartMap,
  type JobMeasures,
  type LiveProcess,
  NO_TIME,
  type Phases,
  partRange,
  RATE_STEP_MS,
  type Scale,
  sumOfPhases,
  toPartNumber,
  workerTag,
} from "@penstock/core";
import type { TransferParts } from "@penstock/engine";
import type {
  AutoscaleView,
  ExplainView,
  JobView,
  PartMapView,
  PartView,
  StatsView,
} from "@penstock/wire";

export function toExplainView(
  jobId: string,
  explanation: Explanation,
  actions: JobView["actions"],
): ExplainView {
  const { boundBy, sinceMs, sentence, nextTryAtMs, phases, samples, waits } = explanation;
  return {
    jobId,
    boundBy: boundBy ?? null,
    since: toTime(sinceMs),
    sentence,
    evidence: {
      phases: roundedPhases(phases),
      samples: Math.round(samples),
      waits: { ...waits, ledgerMs: Math.round(waits.ledgerMs) },
    },
    nextTryAt: toTime(nextTryAtMs),
    actions,
  };
}

export function toStatsView(jobId: string, { workers, rates }: JobMeasures): StatsView {
  const sum = (amount: "units" | "bytes") =>
    workers.reduce((total, worker) => total + worker[amount], 0);
  return {
    jobId,
    stepSeconds: RATE_STEP_MS / 1000,
    series: rates.map(({ fromMs, bytes, units }) => ({
      at: new Date(fromMs).toISOString(),
      ...{ bytes, units },
    })),
    workers: workers.map(({ worker, sinceMs, atMs, units, bytes, phases }) => ({
      ...{ worker, units, bytes },
      since: new Date(sinceMs).toISOString(),
      lastAt: new Date(atMs).toISOString(),
      phases: roundedPhases(phases),
    })),
    total: {
      ...{ units: sum("units"), bytes: sum("bytes") },
      phases: roundedPhases(
        workers.reduce((total, { phases }) => sumOfPhases(total, phases), NO_TIME),
      ),
    },
  };
}

export function toPartMapView({
  transfer,
  states,
  failures,
  failureCount,
}: TransferParts): PartMapView {
  return {
    transferId: transfer.id,
    ...encodePartMap(states),
    failures: { kept: failures.length, total: failureCount },
  };
}

/** Some of the parts, by their places. */
export function toPartViews(
  { transfer, states, uploaded, failures }: TransferParts,
  { from, limit }: { readonly from: number; readonly limit: number },
  workers: ReadonlyMap<string, string>,
): readonly PartView[] {
  const byNumber = new Map(uploaded.map((part) => [Number(part.number), part]));
  const plan = "upload" in transfer.state ? transfer.state.upload.plan : undefined;
  return states.slice(from, from + limit).map((state, index) => {
    const number = from + index + 1;
    const { etag, checksum, record } = byNumber.get(number) ?? {};
    const range = plan && partRange(plan, toPartNumber(number));
    const tookMs = record && Object.values(record.phases).reduce((sum, ms) => sum + ms, 0);
    return {
      ...{ number, state },
      startByte: range?.startByte ?? 0,
      lengthBytes: range?.lengthBytes ?? 0,
      etag: etag ?? null,
      checksum: checksum ?? null,
      worker: record === undefined ? null : (workers.get(record.worker) ?? `~${record.worker}`),
      startedAt: toTime(record && record.endedAtMs - (tookMs ?? 0) + record.phases.queueMs),
      endedAt: toTime(record?.endedAtMs),
      phases: record === undefined ? null : roundedPhases(record.phases),
      failures: failures
        .filter(({ step }) => step === number)
        .map(({ atMs, process, cause, requestId }) => ({
          at: new Date(atMs).toISOString(),
          ...{ process, cause: { ...cause }, requestId: requestId ?? null },
        })),
    };
  });
}

/** Parts keep short names of workers; these are the whole ones, as far as they are known. */
export function workerNames(
  { workers }: JobMeasures,
  processes: readonly LiveProcess[],
): ReadonlyMap<string, string> {
  const ids = [...processes.map(({ id }) => id), ...workers.map(({ worker }) => worker)];
  return new Map(ids.map((id) => [workerTag(id), id]));
}

export function toAutoscaleView(demand: Demand, scale: Scale): AutoscaleView {
  const { liveWorkers, slots, busySlots, backlogBytes, runningJobs } = demand;
  const { desiredWorkers, perWorkerBytesPerSecond, drainSeconds, cappedBy } = scale;
  return {
    ...{ desiredWorkers, perWorkerBytesPerSecond, cappedBy: cappedBy ?? null },
    workers: { live: liveWorkers },
    slots: { total: slots, busy: busySlots },
    backlog: { jobs: runningJobs, bytes: backlogBytes },
    drainSeconds: drainSeconds ?? null,
  };
}

function roundedPhases(phases: Phases): StatsView["total"]["phases"] {
  const { queueMs, firstByteMs, readMs, sendMs, responseMs } = phases;
  return {
    queueMs: Math.round(queueMs),
    firstByteMs: Math.round(firstByteMs),
    readMs: Math.round(readMs),
    sendMs: Math.round(sendMs),
    responseMs: Math.round(responseMs),
  };
}

function toTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
