// The entries of one batch of a check, side by side. Nothing is written anywhere.

import { type BatchEntry, type Delivery, isPenstockError } from "@penstock/core";
import { endpointsOf, noteResponses } from "../failures/endpoint-health.ts";
import { toFailure } from "../failures/failure.ts";
import type { BatchEngine } from "./batch-engine.ts";
import { BatchProgress } from "./batch-progress.ts";
import { type BatchScene, type DestinationEntry, ENTRY, routeOf } from "./batch-scene.ts";
import { checkTwice } from "./check-entry.ts";
import { failureOfEntry } from "./entry-failures.ts";
import type { Checking } from "./read-both.ts";

export async function checkEntries(
  engine: BatchEngine,
  scene: BatchScene,
  { entries }: { readonly entries: readonly BatchEntry[] },
  { signal, holdsLease }: Delivery,
): Promise<BatchProgress> {
  const progress = new BatchProgress("check");
  const addressed = entries.map((entry) => ({
    ...entry,
    destinationKey: scene.rules.destinationKeyOf(entry),
  }));
  const rest = await engine.lanes.run(addressed, signal, (entry) =>
    checkOne(engine, scene, entry, { progress, checking: { signal, holdsLease } }),
  );
  progress.leave(rest);
  return progress;
}

async function checkOne(
  engine: BatchEngine,
  scene: BatchScene,
  entry: DestinationEntry,
  { progress, checking }: { readonly progress: BatchProgress; readonly checking: Checking },
): Promise<"go on" | "stop"> {
  const beganAtMs = engine.clock.nowMs();
  const tookMs = () => engine.clock.nowMs() - beganAtMs;
  try {
    const { checked, result } = await checkTwice(engine, scene, entry, checking);
    progress.addRow(entry, result, tookMs(), checked);
    if (!engine.breakers.isQuiet) {
      noteResponses(engine, endpointsOf(ENTRY, routeOf(scene, entry.key, entry.destinationKey)));
    }
    return "go on";
  } catch (thrown) {
    const error = toFailure(thrown, checking.signal);
    if (checking.signal.aborted) {
      progress.leave([entry]);
      return "stop";
    }
    if (isPenstockError(error, "source-missing") && entry.refused === undefined) {
      return await checkGone(
        engine,
        scene,
        { ...entry, refused: { code: error.code, message: error.message } },
        { progress, checking },
      );
    }
    const failure = await failureOfEntry(engine, scene, entry, error);
    progress.addFailure(entry, failure, tookMs());
    return failure.stopsBatch ? "stop" : "go on";
  }
}

/** Gone since it was listed: what is at the destination decides. */
function checkGone(
  engine: BatchEngine,
  scene: BatchScene,
  { counterpart: _, ...entry }: DestinationEntry,
  around: { readonly progress: BatchProgress; readonly checking: Checking },
): Promise<"go on" | "stop"> {
  return checkOne(engine, scene, entry, around);
}
