// What a failed entry means: a row, or another try, and when.

import {
  type BatchEntry,
  type Cause,
  causeOf,
  ERRORS,
  type ErrorCode,
  MAX_PART_ATTEMPTS,
  needsSecondLook,
  type PenstockError,
  pauseAfter,
  takesTasks,
} from "@penstock/core";
import { isAttempt } from "../failures/endpoint-health.ts";
import { accusedEndpoint, BETWEEN_LOOKS_MS, isSeenByEnough } from "../failures/second-look.ts";
import type { BatchEngine } from "./batch-engine.ts";
import { type BatchScene, type DestinationEntry, ENTRY, routeOf } from "./batch-scene.ts";

export type EntryFailure = {
  readonly cause: Cause;
  /** Where it is tried again: the entry as it comes back, and how long it rests. Left out: its row says that it failed. */
  readonly again?: { readonly entry: BatchEntry; readonly delayMs: number };
  /** Whatever else this process tried now would fail as well. */
  readonly stopsBatch: boolean;
};

/** Rejections that are about the endpoint more likely than about one object. */
const OF_ENDPOINT: readonly ErrorCode[] = ["store-refused", "store-missing", "source-forbidden"];

/** Decides without the ledger's failures: what was tried travels with the entries that are left. */
export async function failureOfEntry(
  engine: BatchEngine,
  scene: BatchScene,
  entry: DestinationEntry,
  error: PenstockError,
): Promise<EntryFailure> {
  const cause = causeOf(error);
  if (needsSecondLook(cause.code)) {
    return await finalOrAgain(engine, scene, entry, error);
  }
  const counts = await isAttempt(engine, {
    step: ENTRY,
    error,
    route: routeOf(scene, entry.key, entry.destinationKey),
  });
  const attempts = (entry.attempts ?? 0) + (counts ? 1 : 0);
  const isNever = ERRORS[cause.code].retry === "never";
  if (counts && (isNever || attempts >= MAX_PART_ATTEMPTS)) {
    return { cause, stopsBatch: false };
  }
  const delayMs = pauseAfter(error, Math.max(1, attempts), engine.random.unit());
  return {
    cause,
    stopsBatch: !counts,
    again: { entry: { ...entry, attempts }, delayMs },
  };
}

/**
 * A final answer ends an entry once enough processes saw one: a bad secret or a wrong configuration of one
 * of them must not fail a million objects.
 */
async function finalOrAgain(
  engine: BatchEngine,
  scene: BatchScene,
  entry: DestinationEntry,
  error: PenstockError,
): Promise<EntryFailure> {
  const { processId } = engine;
  const live = await engine.ledger.workers.liveProcesses();
  const others = live.flatMap(({ id, ...each }) =>
    each.role === "worker" && id !== processId && takesTasks(each) ? [id] : [],
  );
  const stopsBatch = noteRejection(engine, scene, { entry, error, hasOthers: others.length > 0 });
  const before = entry.seenBy ?? [];
  const refused = new Set([...before, processId]);
  const failure = { cause: causeOf(error), stopsBatch };
  return isSeenByEnough({ refused, others, isSeenTwice: before.includes(processId) })
    ? failure
    : {
        ...failure,
        again: { entry: { ...entry, seenBy: [...refused] }, delayMs: BETWEEN_LOOKS_MS },
      };
}

/** @returns whether this process leaves the endpoint alone now */
function noteRejection(
  { breakers, clock, random, log }: BatchEngine,
  scene: BatchScene,
  {
    entry,
    error,
    hasOthers,
  }: {
    readonly entry: DestinationEntry;
    readonly error: PenstockError;
    readonly hasOthers: boolean;
  },
): boolean {
  const cause = causeOf(error);
  if (!OF_ENDPOINT.includes(cause.code) && ERRORS[cause.code].subject !== "process") {
    return false;
  }
  const endpoint = accusedEndpoint({
    step: ENTRY,
    error,
    route: routeOf(scene, entry.key, entry.destinationKey),
  });
  const { isDoubted, isNews } = breakers.rejections.note(
    {
      endpoint,
      what: `${scene.job.id} ${endpoint.name}`,
      object: entry.key,
      cause,
      hasOthers,
      isFinal: false,
    },
    clock.nowMs(),
    random.unit(),
  );
  if (isNews) {
    log.warn(
      { connection: endpoint.address.connection, code: cause.code, detail: cause.message },
      `this process cannot use the ${endpoint.kind}: it leaves its tasks to other processes for a while`,
    );
  }
  return isDoubted;
}
