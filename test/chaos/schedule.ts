import type { Random } from "@penstock/core";
import { seededRandom } from "@penstock/testkit";
import { oneOf, shuffled, spread } from "./chance.ts";

export type Role = "worker" | "coordinator" | "api" | "redis" | "store";

/** Something that is done to the running system, `atMs` after the start. */
export type Blow = { readonly atMs: number } & (
  | { readonly kind: "kill"; readonly role: Role }
  /** SIGSTOP, and SIGCONT after `forMs`. */
  | { readonly kind: "stop"; readonly role: "worker" | "coordinator"; readonly forMs: number }
  /** FLUSHALL: the ledger and the queues are gone. */
  | { readonly kind: "flush" }
  /** The store is in a bad mood for `forMs`; which one, `pick` (0 up to 1) says. */
  | { readonly kind: "storm"; readonly pick: number; readonly forMs: number }
  /** The wall clock of one process is off by `byMs` for `forMs`. */
  | {
      readonly kind: "clock";
      readonly role: "worker" | "coordinator" | "api";
      readonly byMs: number;
      readonly forMs: number;
    }
  /** An object at the web source shows another version of itself; `pick` (0 up to 1) says which. */
  | { readonly kind: "flap"; readonly pick: number }
);

type ScheduleRequest = {
  readonly seed: number;
  readonly durationMs: number;
  readonly killsPerMinute: number;
};

/** One minute at the usual rate. A deck and no dice: also a short run has all of it. */
const DECK: readonly (Role | "stop" | "long-stop")[] = [
  ...Array.from({ length: 8 }, () => "worker" as const),
  ...Array.from({ length: 4 }, () => "coordinator" as const),
  ...Array.from({ length: 3 }, () => "api" as const),
  ...Array.from({ length: 3 }, () => "redis" as const),
  ...Array.from({ length: 2 }, () => "store" as const),
  ...Array.from({ length: 3 }, () => "stop" as const),
  "long-stop",
];

export const USUAL_KILLS_PER_MINUTE = DECK.length;

/** The first jobs get a moment to be under way. */
const QUIET_START_MS = 3000;
const MINUTE_MS = 60_000;
const MINUTES_PER_FLUSH = 3;
const STORM_EVERY_MS = 30_000;
const CLOCK_EVERY_MS = 20_000;
const FLAP_EVERY_MS = 10_000;
/** More than a signature may be off (15 minutes), and less than a lease lives (15 s). */
const CLOCK_STEPS_MS = [20 * MINUTE_MS, -20 * MINUTE_MS, 10_000, -10_000];

/** The same request gives the same blows, in the order of their time. */
export function makeSchedule(request: ScheduleRequest): readonly Blow[] {
  const random = seededRandom(request.seed);
  return [
    ...kills(request, random),
    ...flushes(request, random),
    ...storms(request, random),
    ...clockSteps(request, random),
    ...flaps(request, random),
  ].sort((one, other) => one.atMs - other.atMs);
}

function kills({ durationMs, killsPerMinute }: ScheduleRequest, random: Random): readonly Blow[] {
  const stepMs = MINUTE_MS / killsPerMinute;
  const count = Math.floor((durationMs - QUIET_START_MS) / stepMs);
  const cards: (typeof DECK)[number][] = [];
  while (cards.length < count) {
    cards.push(...shuffled(DECK, random));
  }
  return cards.slice(0, count).map((card, index): Blow => {
    const atMs = QUIET_START_MS + Math.round((index + random.unit()) * stepMs);
    if (card === "stop" || card === "long-stop") {
      // A lease lives 15 s: most of those that stop still have theirs when they continue, some do not.
      const [least, most] = card === "stop" ? [500, 10_000] : [16_000, 25_000];
      const role = random.unit() < 0.7 ? "worker" : "coordinator";
      return { kind: "stop", atMs, role, forMs: Math.round(spread(random, least, most)) };
    }
    return { kind: "kill", atMs, role: card };
  });
}

function flushes({ durationMs }: ScheduleRequest, random: Random): readonly Blow[] {
  const count = Math.max(1, Math.round(durationMs / MINUTE_MS / MINUTES_PER_FLUSH));
  const sliceMs = durationMs / count;
  return Array.from({ length: count }, (_, index) => ({
    kind: "flush",
    atMs: Math.round((index + 0.4 + 0.4 * random.unit()) * sliceMs),
  }));
}

function storms({ durationMs }: ScheduleRequest, random: Random): readonly Blow[] {
  const count = Math.max(1, Math.floor(durationMs / STORM_EVERY_MS));
  return Array.from({ length: count }, (_, index) => ({
    kind: "storm",
    atMs: Math.round((index + 0.6 * random.unit()) * STORM_EVERY_MS),
    pick: random.unit(),
    forMs: Math.round(spread(random, 4000, 12_000)),
  }));
}

function clockSteps({ durationMs }: ScheduleRequest, random: Random): readonly Blow[] {
  const count = Math.max(1, Math.floor(durationMs / CLOCK_EVERY_MS));
  return Array.from({ length: count }, (_, index) => ({
    kind: "clock",
    atMs: Math.round((index + 0.6 * random.unit()) * CLOCK_EVERY_MS),
    role: oneOf(["worker", "worker", "coordinator", "api"] as const, random),
    byMs: oneOf(CLOCK_STEPS_MS, random),
    forMs: Math.round(spread(random, 2000, 15_000)),
  }));
}

function flaps({ durationMs }: ScheduleRequest, random: Random): readonly Blow[] {
  const count = Math.max(1, Math.floor(durationMs / FLAP_EVERY_MS));
  return Array.from({ length: count }, (_, index) => ({
    kind: "flap",
    atMs: Math.round((index + random.unit()) * FLAP_EVERY_MS),
    pick: random.unit(),
  }));
}
