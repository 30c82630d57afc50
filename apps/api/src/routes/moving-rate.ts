import type { JobRecord } from "@penstock/core";
import type { MovingRate } from "@penstock/engine";
import { listJobs } from "@penstock/engine";
import type { HttpDependencies } from "../http/http-dependencies.ts";

const JOBS = 20;
const DAY_MS = 24 * 3600 * 1000;

/**
 * The best that the newest jobs reached: objects a second by those of small ones, bytes by those of large
 * ones. Undefined where none of them moved anything in the last day.
 */
export async function movingRate(
  dependencies: HttpDependencies,
  tenant: string,
): Promise<MovingRate | undefined> {
  const nowMs = dependencies.clock.nowMs();
  const { items } = await listJobs(dependencies, tenant, {}, { limit: JOBS });
  const rates = items
    .filter(({ job, counts }) => counts.stored > 0 && job.createdAtMs > nowMs - DAY_MS)
    .map((record) => rateOf(record, nowMs));
  return rates.length === 0
    ? undefined
    : {
        bytesPerSecond: Math.max(1, ...rates.map(({ bytesPerSecond }) => bytesPerSecond)),
        objectsPerSecond: Math.max(...rates.map(({ objectsPerSecond }) => objectsPerSecond)),
      };
}

function rateOf({ job, counts, progress, finishedAtMs }: JobRecord, nowMs: number): MovingRate {
  const seconds = Math.max(1, (finishedAtMs ?? nowMs) - job.createdAtMs) / 1000;
  return {
    bytesPerSecond: progress.bytesStored / seconds,
    objectsPerSecond: counts.stored / seconds,
  };
}
