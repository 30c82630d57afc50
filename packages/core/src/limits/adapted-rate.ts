/** What became of a worker's requests to a connection, over some time. */
export type SeenResponses = {
  readonly accepted: number;
  /** Answered by 429, 503 or another sign that the connection wants fewer. */
  readonly throttled: number;
  readonly forMs: number;
  /** For how long it asked for none from now on (`Retry-After`). */
  readonly pauseMs?: number;
};

/** The requests that a connection takes in a second, as far as its rejections tell. The rule of `lease.lua`. */
export type AdaptedRate = {
  readonly ratePerSecond: number;
  /** At which rate it was throttled last. */
  readonly peakPerSecond: number;
  readonly cutAtMs: number;
  readonly grownAtMs: number;
  /** Of all workers, each second counts for a half of the one after it. */
  readonly accepted: number;
  readonly throttled: number;
  readonly seenAtMs: number;
};

/** Rejections of one overload come for some time: they count once. */
const CUT_EVERY_MS = 1000;
const CUT = 0.85;
/** Where hardly any is refused the rate is nearly right: a deeper cut would cost more than those rejections. */
const SLIGHT_CUT = 0.93;
const SLIGHT_ABOVE = 0.85;
/** When many requests of all workers are refused the rate is far off. One worker alone sees nothing but rejections at times. */
const DEEP_CUT = 0.5;
const DEEP_BELOW = 0.7;
/** Towards the last peak it comes back soon, and beyond it slowly. In parts of the rate, a second. */
const RECOVERY = 0.06;
const NEAR_PEAK = 0.97;
const PROBE = 0.01;
/** Past a peak that did not throttle any more the steps grow: there is a new one to find. */
const FREE_AFTER_MS = 10_000;
const FREE_PROBE = 0.1;
const LEAST_PER_SECOND = 1;

/**
 * Additive increase, multiplicative decrease, and a memory of where it was too much. Undefined for a connection
 * that never asked for patience.
 */
export function adaptRate(
  before: AdaptedRate | undefined,
  about: {
    readonly seen: SeenResponses | undefined;
    /** The worker did not share the budget until now: its requests come on top. */
    readonly isNew: boolean;
    /** The worker would send more. */
    readonly isWanted: boolean;
  },
  nowMs: number,
): AdaptedRate | undefined {
  const { seen = NOTHING_SEEN, isNew, isWanted } = about;
  if (before === undefined && seen.throttled === 0) {
    return undefined;
  }
  const noted = withSeen(before ?? beginning(nowMs), seen, nowMs);
  if (seen.throttled > 0) {
    return isNew || before === undefined ? joined(noted, seen, nowMs) : cut(noted, nowMs);
  }
  return isWanted ? grown(noted, nowMs) : noted;
}

const NOTHING_SEEN: SeenResponses = { accepted: 0, throttled: 0, forMs: 0 };

function beginning(nowMs: number): AdaptedRate {
  const times = { cutAtMs: nowMs, grownAtMs: nowMs, seenAtMs: nowMs };
  return { ratePerSecond: 0, peakPerSecond: 0, accepted: 0, throttled: 0, ...times };
}

function withSeen(before: AdaptedRate, seen: SeenResponses, nowMs: number): AdaptedRate {
  const kept = 0.5 ** (Math.max(0, nowMs - before.seenAtMs) / 1000);
  return {
    ...before,
    accepted: before.accepted * kept + seen.accepted,
    throttled: before.throttled * kept + seen.throttled,
    seenAtMs: nowMs,
  };
}

function cutOf({ accepted, throttled }: AdaptedRate): number {
  const share = accepted / (accepted + throttled);
  if (share < DEEP_BELOW) {
    return DEEP_CUT;
  }
  return share < SLIGHT_ABOVE ? CUT : SLIGHT_CUT;
}

/** What the worker sent, cut at once. */
function joined(before: AdaptedRate, seen: SeenResponses, nowMs: number): AdaptedRate {
  const sentPerSecond = ((seen.accepted + seen.throttled) * 1000) / Math.max(1, seen.forMs);
  return {
    ...before,
    ratePerSecond: before.ratePerSecond + Math.max(LEAST_PER_SECOND, sentPerSecond * cutOf(before)),
    peakPerSecond: before.peakPerSecond + sentPerSecond,
    ...{ cutAtMs: nowMs, grownAtMs: nowMs },
  };
}

function cut(before: AdaptedRate, nowMs: number): AdaptedRate {
  const { ratePerSecond: peakPerSecond, cutAtMs } = before;
  if (nowMs - cutAtMs < CUT_EVERY_MS) {
    return before;
  }
  const ratePerSecond = Math.max(LEAST_PER_SECOND, peakPerSecond * cutOf(before));
  return { ...before, ratePerSecond, peakPerSecond, ...{ cutAtMs: nowMs, grownAtMs: nowMs } };
}

function grown(before: AdaptedRate, nowMs: number): AdaptedRate {
  const { ratePerSecond, peakPerSecond, cutAtMs, grownAtMs } = before;
  const seconds = Math.min(1000, Math.max(0, nowMs - grownAtMs)) / 1000;
  const near = NEAR_PEAK * peakPerSecond;
  const probe = nowMs - cutAtMs > FREE_AFTER_MS ? FREE_PROBE : PROBE;
  const next =
    ratePerSecond < near
      ? Math.min(near, ratePerSecond + RECOVERY * peakPerSecond * seconds)
      : ratePerSecond + Math.max(LEAST_PER_SECOND / 4, probe * ratePerSecond) * seconds;
  return { ...before, ratePerSecond: next, grownAtMs: nowMs };
}
