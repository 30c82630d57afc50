import {
  type Demand,
  isFinished,
  isThrottledNow,
  type JobRecord,
  stateOfJob,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";

/** Newest first, of each tenant: what older ones have left is not counted. */
const MOST_JOBS = 500;

/** What there is to do, and who does it, for a scaler that asks now and then. */
export async function demandOf({
  ledger,
  clock,
}: OnPorts<"jobs" | "parts" | "workers"> & Pick<Engine, "clock">): Promise<Demand> {
  const [work, workers, processes] = await Promise.all([
    ledger.parts.work(),
    ledger.workers.liveWorkers(),
    ledger.workers.liveProcesses(),
  ]);
  const open = work.filter(({ openJobs }) => openJobs > 0);
  const pages = await Promise.all(
    open.map(({ tenant }) => ledger.jobs.listJobs(tenant, { limit: MOST_JOBS })),
  );
  const running = pages.flatMap(({ items }) => items).filter(isWaitedFor);
  const loads = processes.flatMap(({ worker }) => worker ?? []);
  const nowMs = clock.nowMs();
  return {
    liveWorkers: workers.length,
    slots: total(workers.map(({ slots }) => slots)),
    busySlots: total(loads.map(({ busy }) => busy)),
    backlogBytes: total(running.map(({ progress }) => leftOf(progress))),
    runningJobs: running.length,
    bytesPerSecond: total(loads.map(({ bytesPerSecond = 0 }) => bytesPerSecond)),
    isThrottled: running.some((record) => isThrottledNow(record, nowMs)),
    due: running.flatMap(({ job: { deadlineMs }, progress }) =>
      deadlineMs === undefined
        ? []
        : [{ bytes: leftOf(progress), inSeconds: (deadlineMs - nowMs) / 1000 }],
    ),
  };
}

/** Workers bring a job that is paused no further. */
function isWaitedFor(record: JobRecord): boolean {
  return record.isPaused !== true && !isFinished(stateOfJob(record));
}

function leftOf({ bytesTotal, bytesStored }: JobRecord["progress"]): number {
  return Math.max(0, bytesTotal - bytesStored);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
