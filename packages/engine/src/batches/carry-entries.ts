// The entries of one batch, side by side in one buffer.

import {
  type BatchEntry,
  type BatchStart,
  causeOf,
  type Delivery,
  destinationRange,
  isPenstockError,
  largestPut,
} from "@penstock/core";
import type { Route } from "../failures/endpoint.ts";
import { noteMoved } from "../failures/endpoint-health.ts";
import { toFailure } from "../failures/failure.ts";
import { areListedInOrder } from "../listing/listed-order.ts";
import type { BatchEngine } from "./batch-engine.ts";
import { BatchProgress } from "./batch-progress.ts";
import { type BatchScene, type DestinationEntry, routeOf } from "./batch-scene.ts";
import type { Lane, TimedLane } from "./entry-bytes.ts";
import { failureOfEntry } from "./entry-failures.ts";
import { type ExistingObjects, listExisting } from "./existing-objects.ts";
import { Regions } from "./regions.ts";
import { type EntryResult, existingResult, transferEntry } from "./transfer-entry.ts";

type Go = Extract<BatchStart, { kind: "go" }>;

/** Moves what fits in a slot's buffer at once, until all are tried or nothing further can be. */
export async function carryEntries(
  engine: BatchEngine,
  scene: BatchScene,
  { entries, range }: Pick<Go, "entries" | "range">,
  delivery: Delivery,
): Promise<BatchProgress> {
  const progress = new BatchProgress("copy");
  const addressed = entries.map((entry) => ({
    ...entry,
    destinationKey: scene.rules.destinationKeyOf(entry),
  }));
  const { signal, holdsLease } = delivery;
  const buffer = engine.buffers.take();
  try {
    const lane: Lane = { regions: new Regions(buffer), signal, holdsLease };
    const existing = await existingFor(engine, scene, { addressed, range, signal });
    // What is left of a batch no longer has the keys that were stored before.
    progress.extra = entries.some(wasTried) ? 0 : (existing?.extra ?? 0);
    const [{ key, destinationKey } = { key: "", destinationKey: "" }] = addressed;
    const carrying = { route: routeOf(scene, key, destinationKey), lane, existing, progress };
    const rest = await engine.lanes.run(addressed, signal, (entry) =>
      carryEntry(engine, scene, entry, carrying),
    );
    progress.leave(rest);
  } finally {
    engine.buffers.release(buffer);
  }
  return progress;
}

function wasTried({ attempts, seenBy, isSuspect }: BatchEntry): boolean {
  return attempts !== undefined || seenBy !== undefined || isSuspect === true;
}

/** Undefined where a list is not asked for, or has no order that could be compared. */
async function existingFor(
  { connections }: BatchEngine,
  { job, spec, store }: BatchScene,
  {
    addressed,
    range,
    signal,
  }: {
    readonly addressed: readonly DestinationEntry[];
    readonly range: Go["range"];
    readonly signal: AbortSignal;
  },
): Promise<ExistingObjects | undefined> {
  const covered = destinationRange(spec, job.createdAtMs, range);
  const isInOrder = areListedInOrder(connections, spec);
  if (spec.options.overwrite === "always" || covered === undefined || !isInOrder) {
    return undefined;
  }
  const lister = connections.lister(spec.destination.connection);
  const maxEntryBytes = largestPut(store.profile.limits, spec.options.partSizeBytes);
  try {
    return await listExisting(lister, addressed, { range: covered, maxEntryBytes }, signal);
  } catch (error) {
    // A destination whose list cannot be believed is looked at key by key; a batch that is stopped comes again.
    if (signal.aborted || isPenstockError(error, "listing-invalid")) {
      return undefined;
    }
    throw error;
  }
}

type Carrying = {
  /** Of one of the entries: all have the same connections. */
  readonly route: Route;
  readonly lane: Lane;
  readonly existing: ExistingObjects | undefined;
  readonly progress: BatchProgress;
};

async function carryEntry(
  engine: BatchEngine,
  scene: BatchScene,
  entry: DestinationEntry,
  carrying: Carrying,
): Promise<"go on" | "stop"> {
  const { lane, progress } = carrying;
  const beganAtMs = engine.clock.nowMs();
  const tookMs = () => engine.clock.nowMs() - beganAtMs;
  if (entry.refused !== undefined) {
    // A line that names no object is skipped because its job says so.
    const isSkipped = entry.refused.code === "manifest-invalid";
    const outcome = isSkipped ? "skipped" : "failed";
    progress.addRow(entry, { outcome, cause: entry.refused }, tookMs());
    return "go on";
  }
  const run = engine.meter.begin(scene.job.id);
  try {
    const timed = { ...carrying, lane: { ...lane, timer: run.timer } };
    const { moved, result } = await tryTwice(engine, scene, entry, timed);
    if (result.outcome === "stored") {
      engine.meter.noteMoved(run, moved.sizeBytes);
    }
    progress.addRow(entry, result, tookMs(), moved);
    noteMoved(engine, carrying.route);
    return "go on";
  } catch (thrown) {
    const error = toFailure(thrown, lane.signal);
    if (lane.signal.aborted) {
      progress.leave([entry]);
      return "stop";
    }
    if (isPenstockError(error, "source-missing") && scene.spec.options.onMissing === "skip") {
      progress.addRow(entry, { outcome: "skipped", cause: causeOf(error) }, tookMs());
      return "go on";
    }
    const failure = await failureOfEntry(engine, scene, entry, error);
    progress.addFailure(entry, failure, tookMs());
    return failure.stopsBatch ? "stop" : "go on";
  } finally {
    engine.meter.end(run);
  }
}

/**
 * A source that changed since it was listed is looked at, and moved as it is now; one that is refused the
 * destination by an object there tells whose that is.
 */
async function tryTwice(
  engine: BatchEngine,
  scene: BatchScene,
  entry: DestinationEntry,
  { existing, lane }: Pick<Carrying, "existing"> & { readonly lane: TimedLane },
): Promise<{ readonly moved: DestinationEntry; readonly result: EntryResult }> {
  try {
    const result = await transferEntry(engine, scene, entry, { existing, lane });
    return { moved: entry, result };
  } catch (error) {
    if (isPenstockError(error, "destination-exists")) {
      return { moved: entry, result: await existingResult(scene, entry, lane) };
    }
    if (!isPenstockError(error, "source-changed") || entry.isExact) {
      throw error;
    }
    const moved = await seenNow(engine, scene, entry, lane);
    return { moved, result: await transferEntry(engine, scene, moved, { existing, lane }) };
  }
}

async function seenNow(
  { connections }: BatchEngine,
  { spec }: BatchScene,
  entry: DestinationEntry,
  { signal }: Lane,
): Promise<DestinationEntry> {
  const source = connections.source(spec.selection.connection);
  const { sourceVersion } = await source.stat(entry.key, signal);
  const { checksum: _, signs: __, ...rest } = entry;
  return { ...rest, ...sourceVersion };
}
