// When a job will be done, as far as what was observed says so.

import type { JobMeasures, Moving, RateSample } from "../explain/measures.ts";
import { RATE_STEP_MS } from "../explain/measures.ts";
import { movingMs } from "../explain/phases.ts";
import { areTotalsFinal, isFinished, type JobRecord, pendingOf, stateOfJob } from "../jobs/job.ts";

export type Forecast =
  | {
      readonly kind: "known";
      readonly bytesPerSecond: number;
      readonly leftMs: number;
      /** At the earliest and at the latest, if it goes on as it did. */
      readonly rangeMs: readonly [number, number];
    }
  | {
      readonly kind: "unknown";
      readonly why: "ended" | "listing" | "paused" | "beginning" | "still" | "finishing";
      readonly bytesPerSecond: number | undefined;
      /** While more is listed: what is known already takes so long. */
      readonly leastMs?: number;
    };

type Unknown = Extract<Forecast, { kind: "unknown" }>;

export type Observed = {
  readonly nowMs: number;
  readonly record: JobRecord;
  readonly measures: JobMeasures;
  /** What workers have under way of the job. */
  readonly moving: readonly Moving[];
};

/** What was observed for a shorter time says nothing of what is left. */
export const FIRST_LOOK_MS = 10_000;
/** Nothing moved for so long: no rate of before says when it will be done. */
const STILL_AFTER_MS = 60_000;
/** The shortest of them in which enough was moved. */
const WINDOWS_MS = [60_000, 300_000, 900_000] as const;
/** With fewer, how many end inside the window is chance: each slot ends its parts at once with the others. */
const LEAST_UNITS = 4;

/** Pure. What is left by the rate of the last minute, or of as many minutes as its parts take. */
export function forecastOf(observed: Observed): Forecast {
  const { nowMs, record, measures, moving } = observed;
  const unknown = (why: Unknown["why"], rate?: Rate): Unknown => ({
    ...{ kind: "unknown", why, bytesPerSecond: rate && Math.round(rate.bytes) },
  });
  if (isFinished(stateOfJob(record))) {
    return unknown("ended");
  }
  if (record.isPaused === true) {
    return unknown("paused");
  }
  const sinceMs = Math.min(...measures.workers.map((worker) => worker.sinceMs));
  const underWayMs = Math.max(0, ...moving.map(meanMs));
  if (Math.max(nowMs - sinceMs, underWayMs) < FIRST_LOOK_MS) {
    return unknown("beginning");
  }
  const movedAtMs = record.lastProgressAtMs ?? record.job.createdAtMs;
  if (moving.length === 0 && nowMs - movedAtMs > STILL_AFTER_MS) {
    return unknown("still");
  }
  const rate = rateOf(observed, sinceMs);
  const left = leftOf(observed);
  if (left.bytes === 0 && left.units === 0) {
    return areTotalsFinal(record) ? unknown("finishing", rate) : unknown("listing", rate);
  }
  const leftMs = rate && timeFor(left, rate);
  if (leftMs === undefined) {
    return unknown("still", rate);
  }
  if (!areTotalsFinal(record)) {
    return { ...unknown("listing", rate), leastMs: leftMs };
  }
  const { spread } = rate ?? { spread: MOST_SPREAD };
  return {
    ...{ kind: "known", leftMs, bytesPerSecond: Math.round(rate?.bytes ?? 0) },
    rangeMs: [leftMs / (1 + spread), leftMs / (1 - spread)],
  };
}

/** A second, and by which share of it what is observed goes up and down. */
type Rate = { readonly bytes: number; readonly units: number; readonly spread: number };

type Left = { readonly bytes: number; readonly units: number };

/** Objects of a list, whose bytes may be none; of a single object its bytes say all. */
function leftOf({ record, moving }: Observed): Left {
  const { progress, counts, job } = record;
  const moved = total(moving.map(({ bytes }) => bytes));
  return {
    bytes: Math.max(0, progress.bytesTotal - progress.bytesStored - moved),
    units: job.bulk === undefined ? 0 : pendingOf(counts) - counts.listing,
  };
}

/** Undefined where it would not end. */
function timeFor(left: Left, rate: Rate): number | undefined {
  const bytesMs = left.bytes === 0 ? 0 : (left.bytes / rate.bytes) * 1000;
  const unitsMs = left.units === 0 ? 0 : (left.units / rate.units) * 1000;
  const longest = Math.max(bytesMs, unitsMs);
  return Number.isFinite(longest) ? longest : undefined;
}

function rateOf(observed: Observed, sinceMs: number): Rate | undefined {
  const { nowMs, measures, moving } = observed;
  const enough = LEAST_UNITS * Math.max(1, total(moving.map(({ units }) => units)));
  const windows = WINDOWS_MS.map((ms) =>
    windowOf(measures.rates, Math.max(sinceMs, nowMs - ms), nowMs),
  );
  const window = windows.find(({ units }) => units >= enough);
  return window === undefined
    ? (rateUnderWay(observed) ?? rateOfWindow(windows.at(-1)))
    : rateOfWindow(window);
}

type Window = Left & { readonly ms: number; readonly steps: readonly number[] };

/** What was moved from one time to another. Before what was moved first, nothing was asked of it. */
function windowOf(rates: readonly RateSample[], fromMs: number, nowMs: number): Window {
  const inside = rates.filter(
    (rate) => rate.fromMs + RATE_STEP_MS > fromMs && rate.fromMs <= nowMs,
  );
  const beganMs = Math.max(fromMs, inside[0]?.fromMs ?? fromMs);
  const steps = new Map(inside.map((rate) => [rate.fromMs, rate]));
  const first = Math.floor(beganMs / RATE_STEP_MS) * RATE_STEP_MS;
  const perSecond: number[] = [];
  for (let at = first; at + RATE_STEP_MS <= nowMs; at += RATE_STEP_MS) {
    const spanMs = at + RATE_STEP_MS - Math.max(at, beganMs);
    perSecond.push(((steps.get(at)?.bytes ?? 0) * 1000) / Math.max(1000, spanMs));
  }
  return {
    bytes: total(inside.map(({ bytes }) => bytes)),
    units: total(inside.map(({ units }) => units)),
    ms: Math.max(1, nowMs - beganMs),
    steps: perSecond,
  };
}

/** Even what never varied may. */
const LEAST_SPREAD = 0.1;
const MOST_SPREAD = 0.75;
/** Of what is under way nothing has ended: how it will end is not known. */
const SPREAD_UNDER_WAY = 0.5;

function rateOfWindow(window: Window | undefined): Rate | undefined {
  if (window === undefined || window.units === 0) {
    return undefined;
  }
  const perSecond = 1000 / window.ms;
  return {
    bytes: window.bytes * perSecond,
    units: window.units * perSecond,
    spread: spreadOf(window.steps),
  };
}

/** Twice the standard error of the mean, as a share of the mean. */
function spreadOf(steps: readonly number[]): number {
  if (steps.length < 2) {
    return SPREAD_UNDER_WAY;
  }
  const mean = total(steps) / steps.length;
  const variance = total(steps.map((step) => (step - mean) ** 2)) / (steps.length - 1);
  const error = mean === 0 ? MOST_SPREAD : (2 * Math.sqrt(variance / steps.length)) / mean;
  return Math.min(MOST_SPREAD, LEAST_SPREAD + error);
}

/** Parts of which few end in any window: by how fast a slot moves them, those under way among them. */
function rateUnderWay({ measures, moving }: Observed): Rate | undefined {
  const seen = [...measures.workers.map(({ recent }) => recent), ...moving];
  const slotMs = total(seen.map(({ phases }) => movingMs(phases)));
  const bytes = total(seen.map((each) => each.bytes));
  const slots = total(moving.map(({ units }) => units));
  return bytes === 0 || slots === 0 || slotMs < FIRST_LOOK_MS
    ? undefined
    : {
        bytes: (bytes * slots * 1000) / slotMs,
        units: (total(seen.map(({ units }) => units)) * slots * 1000) / slotMs,
        spread: SPREAD_UNDER_WAY,
      };
}

/** How long one of them has been moved, on average. */
function meanMs({ phases, units }: Moving): number {
  return units === 0 ? 0 : movingMs(phases) / units;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
