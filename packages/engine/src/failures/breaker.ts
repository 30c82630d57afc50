/** How many failures in a row, each confirmed by a probe that got no response, open it. */
const FAILURES_TO_OPEN = 5;

const SHORTEST_MS = 1000;
const LONGEST_MS = 30_000;
const FORGOTTEN_AFTER_MS = 60_000;
/** While one probes, the others come back this soon: a response takes milliseconds. */
const WHILE_PROBING_MS = 1000;

/**
 * Whether a store or a source is worth asking.
 *
 * - `closed`: it is asked. Enters `open` by repeated failures.
 * - `open`: it is not asked until the time is over; then one task probes.
 * - `half-open`: one probes. A response closes it, a further failure opens it again, for longer.
 */
export type Breaker =
  | { readonly kind: "closed"; readonly failures: number }
  | { readonly kind: "open"; readonly openings: number; readonly untilMs: number }
  | { readonly kind: "half-open"; readonly openings: number };

export type Admission =
  | { readonly kind: "go" }
  /** Probe first, and report the result: until then all the others wait. */
  | { readonly kind: "probe" }
  | { readonly kind: "wait"; readonly forMs: number };

export const CLOSED: Breaker = { kind: "closed", failures: 0 };

export function admit(breaker: Breaker, nowMs: number): Admission {
  switch (breaker.kind) {
    case "closed":
      return { kind: "go" };
    case "open":
      return nowMs < breaker.untilMs
        ? { kind: "wait", forMs: breaker.untilMs - nowMs }
        : { kind: "probe" };
    case "half-open":
      return { kind: "wait", forMs: WHILE_PROBING_MS };
    default:
      return breaker satisfies never;
  }
}

/** One whose time was over long ago says nothing any more: the next step is tried, and may open it again. */
export function aged(breaker: Breaker, nowMs: number): Breaker {
  return breaker.kind === "open" && nowMs - breaker.untilMs > FORGOTTEN_AFTER_MS
    ? { kind: "closed", failures: FAILURES_TO_OPEN - 1 }
    : breaker;
}

export function afterProbing(breaker: Breaker): Breaker {
  return breaker.kind === "open" ? { kind: "half-open", openings: breaker.openings } : breaker;
}

/** @param random in [0, 1): full jitter, so that the processes of a cluster do not probe at once */
export function afterUnavailability(breaker: Breaker, nowMs: number, random: number): Breaker {
  switch (breaker.kind) {
    case "closed": {
      const failures = breaker.failures + 1;
      return failures < FAILURES_TO_OPEN ? { kind: "closed", failures } : opened(1, nowMs, random);
    }
    case "open":
      // What was under way when it opened ends as well, and is no news.
      return breaker;
    case "half-open":
      return opened(breaker.openings + 1, nowMs, random);
    default:
      return breaker satisfies never;
  }
}

function opened(openings: number, nowMs: number, random: number): Breaker {
  const ceilingMs = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(openings, 16));
  const forMs = SHORTEST_MS + random * (ceilingMs - SHORTEST_MS);
  return { kind: "open", openings, untilMs: nowMs + Math.round(forMs) };
}
