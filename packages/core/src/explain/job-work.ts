import type { Evidence } from "./evidence.ts";
import { RECENT_MS } from "./measures.ts";
import { movingMs, NO_TIME, type Phases, sumOfPhases } from "./phases.ts";

/** How a job is moved now, by all workers together. */
export type JobWork = {
  /** Parts and objects that are being moved. */
  readonly units: number;
  /** Bytes of them that were read. */
  readonly bytes: number;
  /** Of about the last ten seconds, with what is under way. */
  readonly phases: Phases;
  /** How many parts and objects the phases are of. */
  readonly samples: number;
  readonly bytesPerSecond: number;
  /** Of the time of slots: how much of it went into reports. */
  readonly ledgerShare: number;
  /** Of the workers' slots: those that move something, and of these those that move other jobs. */
  readonly busyShare: number;
  readonly othersShare: number;
  readonly slots: number;
  readonly busy: number;
  /** How busy the threads are of the workers that move it. */
  readonly loopShare: number;
  readonly sinceMs: number;
  boundSinceMs(by: "source" | "link" | "store"): number;
};

/** What a worker said longer ago says nothing of now. */
const STALE_MS = 60_000;

export function workOf({ nowMs, record, measures, processes }: Omit<Evidence, "waits">): JobWork {
  const { id } = record.job;
  const recent = measures.workers.filter(({ atMs }) => nowMs - atMs < STALE_MS);
  const workers = processes.flatMap(({ worker }) => worker ?? []);
  const moving = workers.flatMap((worker) => worker.moving.filter(({ jobId }) => jobId === id));
  const movers = workers.filter((worker) => worker.moving.some(({ jobId }) => jobId === id));
  const units = total(moving.map((each) => each.units));
  const busy = total(workers.map((worker) => worker.busy));
  const slots = total(workers.map((worker) => worker.slots));
  const phases = [...recent.map((worker) => worker.recent), ...moving].reduce(
    (sum, each) => sumOfPhases(sum, each.phases),
    NO_TIME,
  );
  const ledgerMs = total(recent.map((worker) => worker.recent.ledgerMs ?? 0));
  const sinceMs = Math.min(nowMs, ...recent.map((worker) => worker.sinceMs));
  return {
    ...{ units, phases, slots, busy, sinceMs },
    bytes: total(moving.map((each) => each.bytes)),
    samples: total(recent.map((worker) => worker.recent.units)),
    bytesPerSecond: (total(recent.map((worker) => rateOf(worker, nowMs))) * 1000) / RECENT_MS,
    ledgerShare: ledgerMs / Math.max(1, ledgerMs + movingMs(phases)),
    busyShare: busy / Math.max(1, slots),
    othersShare: busy === 0 ? 0 : 1 - Math.min(1, total(moving.map((each) => each.slots)) / busy),
    loopShare: total(movers.map(({ loopShare }) => loopShare)) / Math.max(1, movers.length),
    boundSinceMs: (by) =>
      Math.min(nowMs, ...recent.flatMap(({ bound }) => (bound?.by === by ? [bound.sinceMs] : []))),
  };
}

/** Bytes of the last ten seconds, of a worker that began a moment ago as if it had moved that fast all along. */
function rateOf(
  { recent, sinceMs, atMs }: Evidence["measures"]["workers"][number],
  nowMs: number,
): number {
  const seen = 1 - Math.exp(-Math.max(1, atMs - sinceMs) / RECENT_MS);
  const fades = Math.exp(-Math.max(0, nowMs - atMs - RECENT_MS) / RECENT_MS);
  return (recent.bytes / seen) * fades;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
