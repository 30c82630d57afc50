// By when a job should be done: how a client says it, and what follows where it will not be.

import { PenstockError } from "../failures/errors.ts";
import { isFinished, type JobRecord, stateOfJob } from "../jobs/job.ts";
import type { Late } from "../jobs/late.ts";
import { nextClockTime } from "../limits/zone-time.ts";
import { DEFAULT_WEIGHT, MAX_WEIGHT } from "../tenants/tenant.ts";
import type { Forecast } from "./forecast.ts";

/** An instant, or the next time at which the clocks of a place show so many minutes after midnight. */
export type Deadline =
  | { readonly kind: "at"; readonly atMs: number }
  | { readonly kind: "clock"; readonly minuteOfDay: number; readonly timeZone: string };

/**
 * The instant that is meant by a job of a certain time.
 *
 * @throws PenstockError `request-invalid` for one that has passed
 */
export function deadlineAfter(deadline: Deadline, fromMs: number): number {
  if (deadline.kind === "clock") {
    return nextClockTime(deadline.timeZone, deadline.minuteOfDay, fromMs);
  }
  if (deadline.atMs <= fromMs) {
    const at = new Date(deadline.atMs).toISOString();
    throw new PenstockError(
      "request-invalid",
      `the deadline ${at} has passed: name a later one, or leave it out`,
    );
  }
  return deadline.atMs;
}

/**
 * So much of its time may pass without knowing whether it is enough: less than half, with time left to act. That holds
 * while more is listed, too: what is known may fit, and how much comes is not known.
 */
const BLIND_SHARE = 0.4;
/** With more, the others of its tenant would stand still for a job that is late anyway. */
export const MAX_BOOST = 8;
const LEAST_BOOST = 2;

type Watched = {
  readonly nowMs: number;
  readonly record: Pick<JobRecord, "job" | "counts" | "isCancelled" | "bulk" | "late">;
  readonly forecast: Forecast;
};

/**
 * Pure. Undefined for a job that is in time, has no deadline, or has ended. Once late, it is in time again only when even
 * the latest end of the forecast is; and its weight does not fall while it is late, so that neither goes up and down.
 */
export function lateOf({ nowMs, record, forecast }: Watched): Late | undefined {
  const { job, late: before } = record;
  const { deadlineMs, createdAtMs } = job;
  if (deadlineMs === undefined || record.isCancelled || isFinished(stateOfJob(record))) {
    return undefined;
  }
  const late = (reason: Late["reason"], boost: number): Late => ({
    sinceMs: before?.sinceMs ?? nowMs,
    reason,
    boost: Math.max(before?.boost ?? LEAST_BOOST, Math.min(MAX_BOOST, Math.ceil(boost))),
  });
  const leftMs = deadlineMs - nowMs;
  if (leftMs <= 0) {
    return late("missed", MAX_BOOST);
  }
  if (forecast.kind === "known") {
    const neededMs = before === undefined ? forecast.leftMs : forecast.rangeMs[1];
    return neededMs > leftMs ? late("too-slow", forecast.leftMs / leftMs) : undefined;
  }
  const { leastMs = 0 } = forecast;
  if (leastMs > leftMs) {
    return late("too-slow", leastMs / leftMs);
  }
  const isFinishing = forecast.why === "finishing";
  const goneMs = nowMs - createdAtMs;
  const isBlind = !isFinishing && goneMs >= BLIND_SHARE * (deadlineMs - createdAtMs);
  return isBlind || (before !== undefined && !isFinishing)
    ? late("unknown", LEAST_BOOST)
    : undefined;
}

/** By which the turns of a job go: what it was given, raised while it is late. */
export function weightOf({ weight = DEFAULT_WEIGHT }: JobRecord["job"], late?: Late): number {
  return Math.max(weight, Math.min(MAX_WEIGHT, weight * (late?.boost ?? 1)));
}
