import { type ErrorCode, PenstockError } from "@penstock/core";
import { pick, spread } from "./chance.ts";
import {
  givenUpTrip,
  goodTrip,
  lateTrip,
  lostTrip,
  type Trip,
  twiceTrip,
  unansweredTrip,
} from "./request.ts";
import type { Ground, SimProcess } from "./sim-process.ts";

export type StoreTroubles = {
  /** An attempt that fails, and counts. */
  readonly onTrouble: (key: string) => void;
};

type Sent = {
  readonly what: string;
  readonly key: string;
  readonly usualMs: number;
  readonly isThrottling: boolean;
};

/** Longer than any time-out of a client, shorter than what a signature lets through. */
const HALF_DONE_MS = { least: 50, most: 60_000 } as const;

/** Within the lease: a waiting process continues as if nothing was. */
const SLOW_MS = { least: 500, most: 14_000 } as const;

/** What becomes of a request to the store. */
export function storeTrip(ground: Ground, sent: Sent, watch: StoreTroubles): Trip {
  const { swarm, random } = ground;
  if (sent.isThrottling && !swarm.isOver && random.unit() < 0.9) {
    return lostTrip(ground, new PenstockError("store-throttled", "503 SlowDown"));
  }
  const trip = goodTrip(ground, sent.usualMs);
  const troubled = putTrip(ground, sent) ?? troubledTrip(ground, trip);
  if (troubled !== undefined) {
    watch.onTrouble(sent.key);
    return troubled;
  }
  if (swarm.strikes("the store's response is slow")) {
    return { ...trip, responseMs: spread(random, SLOW_MS.least, SLOW_MS.most) };
  }
  // Only its sender repeats an Initiate: each one opens another upload.
  const isRepeatable = sent.what !== "initiate";
  return isRepeatable && swarm.strikes("a request reaches the store twice")
    ? twiceTrip(ground, trip)
    : trip;
}

function putTrip(ground: Ground, { what }: Sent): Trip | undefined {
  return what === "put" && ground.swarm.strikes("a PUT that was given up is carried out")
    ? givenUpTrip(ground, new PenstockError("store-unreachable", "the connection was cut"))
    : undefined;
}

function troubledTrip(ground: Ground, trip: Trip): Trip | undefined {
  const { swarm, random } = ground;
  const cut = () => new PenstockError("store-unreachable", "the connection was cut");
  if (swarm.strikes("a request to the store is lost")) {
    return lostTrip(ground, cut());
  }
  if (swarm.strikes("the store's response is lost")) {
    return unansweredTrip(trip, cut());
  }
  if (swarm.strikes("a request reaches the store late")) {
    return lateTrip(ground, cut());
  }
  if (swarm.strikes("the store answers 500")) {
    const broken = new PenstockError("store-unreachable", "500 InternalError");
    return random.unit() < 0.5 ? unansweredTrip(trip, broken) : lostTrip(ground, broken);
  }
  return undefined;
}

/** What becomes of a Complete, and what is answered when it succeeds. */
export type CompleteTrip = { readonly trip: Trip; readonly onSuccess?: PenstockError };

/** A Complete goes wrong in more ways than any other request. */
export function completeTrip(
  ground: Ground,
  { key, trip, isAlone }: { readonly key: string; readonly trip: Trip; readonly isAlone: boolean },
  watch: StoreTroubles,
): CompleteTrip {
  if (trip.failure !== undefined) {
    return { trip };
  }
  const { swarm, random } = ground;
  const failed = (code: ErrorCode, what: string) => {
    watch.onTrouble(key);
    return new PenstockError(code, what);
  };
  if (!isAlone && swarm.strikes("one of two Completes is answered 500")) {
    return { trip: unansweredTrip(trip, failed("store-unreachable", "500: another is at work")) };
  }
  if (swarm.strikes("a Complete is done half, and ends later")) {
    const { least, most } = HALF_DONE_MS;
    const effectsMs = [(trip.effectsMs[0] ?? 0) + spread(random, least, most)];
    const error = failed("store-unreachable", "the store took too long");
    return { trip: { ...trip, effectsMs, failure: { afterMs: trip.responseMs, error } } };
  }
  if (swarm.strikes("a Complete that succeeded is answered 404")) {
    return { trip, onSuccess: failed("upload-gone", "404 NoSuchUpload") };
  }
  if (swarm.strikes("a Complete is answered in a bad shape")) {
    const codes = ["store-response-invalid", "store-conflict", "parts-refused"] as const;
    const code = pick<ErrorCode>(random, ...codes);
    if (random.unit() < 0.5) {
      return { trip, onSuccess: failed(pick(random, code, "store-rejected"), "an empty 200") };
    }
    return { trip: lostTrip(ground, failed(code, "200, with an error in it")) };
  }
  return { trip };
}

/** A role may lose its right to look for a while; the planner's verdict on that is its own. */
export function headTrip({ name, ground }: SimProcess, trip: Trip): Trip {
  const isFinalizing = name.startsWith("coordinator");
  return isFinalizing && trip.failure === undefined && ground.swarm.strikes("a HEAD is refused")
    ? unansweredTrip(trip, new PenstockError("store-refused", "403 AccessDenied"))
    : trip;
}
