import type { LimitLoad } from "../dispatch/useful-units.ts";
import { type AdaptedRate, adaptRate, type SeenResponses } from "./adapted-rate.ts";

/** For so long a slice of a budget lasts, and as often a worker asks for the next one. */
export const SLICE_MS = 250;
/** What a budget saves up while nothing uses it. */
const SAVED_MS = 500;
/** A worker that did not ask for so long shares the budget no more. */
const GONE_MS = 1000;

/** What all workers together may use in a second, of bytes or of requests. The rule of `lease.lua`. */
export type Budget = {
  readonly atMs: number;
  readonly left: number;
  /** Up to when each worker that shares it has got what it asked for. */
  readonly askedAtMs: ReadonlyMap<string, number>;
  /** Of a connection that asked for patience. */
  readonly adapted?: AdaptedRate | undefined;
  /** It asked for no request before this. */
  readonly pausedUntilMs?: number | undefined;
  /** What is moved under it, and what of that waits for it: of all workers, each second counts for a half of the one after it. */
  readonly load?: BudgetLoad | undefined;
};

type BudgetLoad = { readonly moving: number; readonly waiting: number; readonly atMs: number };

export type SliceRequest = {
  /** Names it: `bytes connection cos`. */
  readonly budget: string;
  /** Undefined where no limit is set: then only what the connection's own rejections lead to bounds it. */
  readonly ratePerSecond: number | undefined;
  readonly wanted: number;
  /** Of a connection's requests: what became of those since the worker asked last. */
  readonly seen?: SeenResponses | undefined;
  /** Parts and batches that this worker moves under it, and how many of them waited for it, since it asked last. */
  readonly load?: { readonly moving: number; readonly waiting: number } | undefined;
};

/** What a worker may use until it asks again. */
export type Slice = {
  readonly granted: number;
  /** How many workers share the budget, this one among them. */
  readonly sharers: number;
  /** What the budget has in a second; undefined where nothing bounds it any more. */
  readonly ratePerSecond: number | undefined;
  /** For so long there is nothing: the connection said when to come back. */
  readonly pausedForMs?: number;
};

/** Of what workers said longer ago nothing is known. */
const LOAD_MS = 3000;

/** How what is moved waits for a budget; undefined where nothing bounds it. */
export function loadOf(budget: Budget | undefined, nowMs: number): LimitLoad | undefined {
  const { load, adapted, pausedUntilMs = 0 } = budget ?? {};
  const pausedForMs = Math.max(0, pausedUntilMs - nowMs);
  const isKnown = load !== undefined && nowMs - load.atMs < LOAD_MS && load.moving > 0;
  if (!isKnown && pausedForMs === 0) {
    return undefined;
  }
  const waitingShare = isKnown ? Math.min(1, load.waiting / load.moving) : 0;
  return { waitingShare, isThrottled: adapted !== undefined, pausedForMs };
}

/**
 * Gives a worker its share of what has come in since it asked last, and what the others leave. What is given
 * never exceeds the rate by more than what is saved up.
 */
export function takeSlice(
  before: Budget | undefined,
  worker: string,
  { ratePerSecond, wanted, seen, load: moved }: Omit<SliceRequest, "budget">,
  nowMs: number,
): { readonly budget: Budget; readonly slice: Slice } {
  const lastMs = before?.askedAtMs.get(worker);
  const isNew = lastMs === undefined || nowMs - lastMs >= GONE_MS;
  const adapted = adaptRate(before?.adapted, { seen, isNew, isWanted: wanted > 0 }, nowMs);
  const rate = Math.min(ratePerSecond ?? Infinity, adapted?.ratePerSecond ?? Infinity);
  const others = [...(before?.askedAtMs ?? [])].filter(
    ([name, atMs]) => name !== worker && nowMs - atMs < GONE_MS,
  );
  const askedAtMs = new Map([...others, [worker, nowMs] as const]);
  const sharers = askedAtMs.size;
  if (rate === Infinity) {
    const slice: Slice = { granted: wanted, sharers, ratePerSecond: undefined };
    return { budget: { atMs: nowMs, left: 0, askedAtMs }, slice };
  }
  const inSlice = (rate * SLICE_MS) / 1000;
  const left = before === undefined ? inSlice : refilled(before, rate, nowMs);
  const pausedUntilMs = Math.max(before?.pausedUntilMs ?? 0, nowMs + (seen?.pauseMs ?? 0));
  const load = withLoad(before?.load, moved, nowMs);
  const kept = { askedAtMs, adapted, load, ...(pausedUntilMs > nowMs && { pausedUntilMs }) };
  if (pausedUntilMs > nowMs) {
    const slice = { granted: 0, sharers, ratePerSecond: rate, pausedForMs: pausedUntilMs - nowMs };
    return { budget: { ...kept, atMs: nowMs, left }, slice };
  }
  const sinceMs = isNew ? SLICE_MS : Math.min(nowMs - lastMs, SAVED_MS);
  const share = (rate * sinceMs) / 1000 / sharers;
  const ofOthers = (inSlice * (sharers - 1)) / sharers;
  const granted = Math.min(wanted, left, Math.max(share, left - ofOthers));
  // What there was too little of it gets next time, or those that come at a bad moment would always get less.
  const missing = Math.max(0, Math.min(wanted, share) - granted);
  if (missing > 0) {
    askedAtMs.set(worker, nowMs - (missing * 1000 * sharers) / rate);
  }
  return {
    budget: { ...kept, atMs: nowMs, left: left - granted },
    slice: { granted, sharers, ratePerSecond: rate },
  };
}

function withLoad(
  before: BudgetLoad | undefined,
  moved: SliceRequest["load"],
  nowMs: number,
): BudgetLoad | undefined {
  if (moved === undefined) {
    return before;
  }
  const { moving = 0, waiting = 0, atMs = nowMs } = before ?? {};
  const kept = 0.5 ** (Math.max(0, nowMs - atMs) / 1000);
  return {
    moving: moving * kept + moved.moving,
    waiting: waiting * kept + moved.waiting,
    atMs: nowMs,
  };
}

function refilled({ atMs, left }: Budget, rate: number, nowMs: number): number {
  const more = (rate * Math.max(0, nowMs - atMs)) / 1000;
  return Math.min((rate * SAVED_MS) / 1000, left + more);
}
