// How fast jobs move: as the API says; what it does not say, from what was seen of them on this page.

import type { JobView } from "@penstock/wire";
import { clockMs } from "./clock.ts";

type Sample = { readonly atMs: number; readonly bytes: number; readonly objects: number };

export type Rate = {
  readonly bytesPerSecond: number;
  readonly objectsPerSecond: number;
  /** Undefined while the total grows, or nothing moves. */
  readonly etaMs: number | undefined;
};

const WINDOW_MS = 60_000;
const LEAST_MS = 1500;
const MOST_SAMPLES = 240;
const MOST_JOBS = 500;

const samples = new Map<string, Sample[]>();

/** To be called with every view of a job that is read. */
export function noteProgress(job: JobView): void {
  const own = samples.get(job.id) ?? [];
  const { progress } = job;
  const objects = progress.transfersTotal - progress.transfersPending;
  own.push({ atMs: clockMs(), bytes: progress.bytesStored, objects });
  while (own.length > MOST_SAMPLES || clockMs() - (own[0]?.atMs ?? 0) > WINDOW_MS) {
    own.shift();
  }
  samples.delete(job.id);
  samples.set(job.id, own);
  for (const id of samples.keys()) {
    if (samples.size <= MOST_JOBS) {
      return;
    }
    samples.delete(id);
  }
}

export function rateOf(job: JobView): Rate | undefined {
  const seen = seenRateOf(job);
  const { bytesPerSecond, etaSeconds } = job.progress;
  if (bytesPerSecond === null) {
    return seen;
  }
  return {
    bytesPerSecond,
    objectsPerSecond: seen?.objectsPerSecond ?? 0,
    etaMs: etaSeconds === null ? undefined : etaSeconds * 1000,
  };
}

function seenRateOf(job: JobView): Rate | undefined {
  const own = samples.get(job.id) ?? [];
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS) {
    return undefined;
  }
  const seconds = (last.atMs - first.atMs) / 1000;
  const bytesPerSecond = Math.max(0, last.bytes - first.bytes) / seconds;
  const objectsPerSecond = Math.max(0, last.objects - first.objects) / seconds;
  const left = job.progress.bytesTotal - last.bytes;
  const isKnown = job.progress.totalsFinal && bytesPerSecond > 0 && !job.isPaused;
  return {
    bytesPerSecond,
    objectsPerSecond,
    etaMs: isKnown ? (left / bytesPerSecond) * 1000 : undefined,
  };
}
