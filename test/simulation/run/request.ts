import { PenstockError } from "@penstock/core";
import { between, spread } from "./chance.ts";
import type { Ground, SimProcess } from "./sim-process.ts";

/** What becomes of one request. */
export type Trip = {
  /** When it takes effect, after it was sent: never, once, or twice. */
  readonly effectsMs: readonly number[];
  /** How long the response to the first effect is on its way. */
  readonly responseMs: number;
  /** What is answered instead of the effect's result. */
  readonly failure?: { readonly afterMs: number; readonly error: PenstockError };
};

type Request<Result> = {
  readonly what: string;
  readonly trip: Trip;
  readonly effect: () => Promise<Result>;
  readonly signal?: AbortSignal | undefined;
};

/** A signature outlives the lease by 60 s; what comes later dies at the store. */
const LATEST_MS = 60_000;

/** A process asks something that is outside of it: the only thing that its code ever waits for. */
export function request<Result>(
  process: SimProcess,
  { what, trip, effect, signal }: Request<Result>,
): Promise<Result> {
  const { scheduler } = process.ground;
  const { life } = process;
  process.mayPause();
  if (process.mayDie("before")) {
    return new Promise(() => undefined);
  }
  return new Promise((resolve, reject) => {
    const stop = () => reject(stopped(what));
    if (signal?.aborted === true) {
      stop();
      return;
    }
    const respond = (afterMs: number, settle: () => void) => {
      const hear = () => {
        if (!process.mayDie("after")) {
          scheduler.waitsNoMore(forget);
          settle();
        }
      };
      process.after(afterMs, `${what} is answered`, hear, life);
    };
    const onAbort = () => process.after(0, `${what} is stopped`, stop, life);
    signal?.addEventListener("abort", onAbort, { once: true });
    const forget = () => signal?.removeEventListener("abort", onAbort);
    scheduler.waits(forget);
    for (const [index, afterMs] of trip.effectsMs.entries()) {
      const isAnswered = index === 0 && trip.failure === undefined;
      scheduler.after(afterMs, `${process.name}: ${what} takes effect`, () => {
        effect().then(
          (result) => isAnswered && respond(trip.responseMs, () => resolve(result)),
          (error: unknown) => isAnswered && respond(trip.responseMs, () => reject(error)),
        );
      });
    }
    if (trip.failure !== undefined) {
      const { afterMs, error } = trip.failure;
      respond(afterMs, () => reject(error));
    }
  });
}

/** Takes effect and is answered, in a time that has a long tail. */
export function goodTrip(ground: Ground, usualMs: number): Trip {
  return { effectsMs: [tripMs(ground, usualMs)], responseMs: tripMs(ground, usualMs) };
}

/** Does nothing, and after a while says so. */
export function lostTrip(ground: Ground, error: PenstockError): Trip {
  const afterMs = between(ground.random, 5, 20_000);
  return { effectsMs: [], responseMs: 0, failure: { afterMs, error } };
}

/** Takes effect, but is not answered by it. */
export function unansweredTrip(trip: Trip, error: PenstockError): Trip {
  const afterMs = (trip.effectsMs[0] ?? 0) + trip.responseMs;
  return { ...trip, failure: { afterMs, error } };
}

/** Is given up, and takes effect when it is no longer expected. */
export function lateTrip(ground: Ground, error: PenstockError): Trip {
  const lateMs = spread(ground.random, 100, LATEST_MS);
  const afterMs = between(ground.random, 5, lateMs);
  return { effectsMs: [lateMs], responseMs: 0, failure: { afterMs, error } };
}

/** Is cut soon, and the store has all of it by then: it takes effect a while later. */
export function givenUpTrip(ground: Ground, error: PenstockError): Trip {
  const lateMs = between(ground.random, 1000, LATEST_MS);
  const afterMs = between(ground.random, 5, 500);
  return { effectsMs: [lateMs], responseMs: 0, failure: { afterMs, error } };
}

export function twiceTrip(ground: Ground, trip: Trip): Trip {
  const againMs = (trip.effectsMs[0] ?? 0) + spread(ground.random, 1, LATEST_MS);
  return { ...trip, effectsMs: [...trip.effectsMs, againMs] };
}

function tripMs({ random, slowness }: Ground, usualMs: number): number {
  return usualMs * slowness * spread(random, 0.3, 5);
}

function stopped(what: string): PenstockError {
  return new PenstockError("store-unreachable", `${what} was stopped by its signal`);
}
