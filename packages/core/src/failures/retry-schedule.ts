import type { ErrorCode, PenstockError } from "./errors.ts";

/** A part that failed this often fails its transfer: by then the trouble is not a passing one. */
export const MAX_PART_ATTEMPTS = 10;

/** Long enough that a copy to the source, or a change of all its servers, has a chance to end. */
const GENERATION_BASE_MS = 2000;
const GENERATION_FACTOR = 10;

const BASE_MS = 200;
const CAP_MS = 30_000;
/** Throttling stores ask for patience: the first pause is longer. */
const THROTTLED_BASE_MS = 1000;

/**
 * The pause before the next attempt: exponential with full jitter, so that the workers which failed
 * together do not return together.
 *
 * @param failures how often it failed so far, 1 or more
 * @param random in [0, 1)
 */
export function retryDelayMs(code: ErrorCode, failures: number, random: number): number {
  const isThrottle = code === "store-throttled" || code === "source-throttled";
  const base = isThrottle ? THROTTLED_BASE_MS : BASE_MS;
  const ceiling = Math.min(CAP_MS, base * 2 ** Math.min(failures, 16));
  return Math.round(base / 2 + random * (ceiling - base / 2));
}

/** Some servers ask for a day: it may be over long before. */
export const MAX_RETRY_AFTER_MS = 10 * 60_000;

/** The same after a failure, which may have said itself when to come back (`Retry-After`). */
export function pauseAfter(error: PenstockError, failures: number, random: number): number {
  const { retryAfterMs } = error.details;
  const askedMs = typeof retryAfterMs === "number" ? Math.min(MAX_RETRY_AFTER_MS, retryAfterMs) : 0;
  return askedMs + retryDelayMs(error.code, failures, random);
}

/** The pause before a transfer starts over, since what made it: a source that is just being written needs time. */
export function generationPauseMs(generation: number): number {
  return generation < 2 ? 0 : GENERATION_BASE_MS * GENERATION_FACTOR ** (generation - 2);
}
