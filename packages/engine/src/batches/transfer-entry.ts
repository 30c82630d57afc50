// What is done with one entry: nothing, a comparison, or a move; and the row that says so.

import {
  type Compare,
  compareListed,
  compareLooked,
  type ObjectHead,
  type Row,
  type Verdict,
} from "@penstock/core";
import type { BatchEngine } from "./batch-engine.ts";
import type { BatchScene, DestinationEntry } from "./batch-scene.ts";
import { copyEntry } from "./copy-entry.ts";
import type { Lane, TimedLane } from "./entry-bytes.ts";
import { type ExistingObjects, isKnown } from "./existing-objects.ts";
import { moveEntry } from "./move-entry.ts";

/** What a row says beside its entry. */
export type EntryResult = Omit<
  Row,
  "key" | "sizeBytes" | "destinationKey" | "attempts" | "durationMs"
>;

/**
 * Moves an entry unless the destination has it already.
 *
 * @param existing undefined where the destination was not listed: each object is looked at
 * @throws PenstockError as `moveEntry`
 */
export async function transferEntry(
  engine: BatchEngine,
  scene: BatchScene,
  entry: DestinationEntry,
  { existing, lane }: { readonly existing: ExistingObjects | undefined; readonly lane: TimedLane },
): Promise<EntryResult> {
  const { overwrite, compare } = scene.spec.options;
  switch (overwrite) {
    case "always":
      break;
    case "never": {
      if (await isThere(scene, entry, { existing, lane })) {
        return await existingResult(scene, entry, lane);
      }
      break;
    }
    case "if_different": {
      const verdict = await compareWith(scene, entry, { existing, compare, lane });
      if (verdict?.isSame === true) {
        return { outcome: "skipped", rule: verdict.rule };
      }
      break;
    }
    default:
      return overwrite satisfies never;
  }
  const copied = await copyEntry(engine, scene, entry, lane);
  return { outcome: "stored", ...(copied ?? (await moveEntry(engine, scene, entry, lane))) };
}

/** Where the store refuses to overwrite, what appears after this look is refused. */
async function isThere(
  { store, checksum }: BatchScene,
  { destinationKey }: DestinationEntry,
  { existing, lane }: { readonly existing: ExistingObjects | undefined; readonly lane: Lane },
): Promise<boolean> {
  if (existing !== undefined && isKnown(existing, destinationKey)) {
    return existing.objects.has(destinationKey);
  }
  return (await store.head(destinationKey, checksum, lane.signal)) !== undefined;
}

/** Undefined where the destination has no such object. */
async function compareWith(
  { store, checksum }: BatchScene,
  entry: DestinationEntry,
  {
    existing,
    compare,
    lane,
  }: {
    readonly existing: ExistingObjects | undefined;
    readonly compare: Compare;
    readonly lane: Lane;
  },
): Promise<Verdict | undefined> {
  const { destinationKey } = entry;
  if (existing !== undefined && isKnown(existing, destinationKey)) {
    const listed = existing.objects.get(destinationKey);
    const verdict = listed && compareListed(entry, listed, compare);
    if (listed === undefined || verdict !== undefined) {
      return verdict;
    }
  }
  const algorithm = entry.checksum?.algorithm ?? checksum;
  const head = await store.head(destinationKey, algorithm, lane.signal);
  return head && compareLooked(entry, { head, algorithm }, compare);
}

/**
 * Of an object that is there and may not be overwritten: an earlier attempt of the same job, whose response
 * was lost, has moved it, or it was there before.
 */
export async function existingResult(
  scene: BatchScene,
  entry: DestinationEntry,
  { signal }: Lane,
): Promise<EntryResult> {
  const head = await scene.store.head(entry.destinationKey, scene.checksum, signal);
  if (head === undefined || !isOfThisJob(scene, entry, head)) {
    return { outcome: "skipped", rule: "exists" };
  }
  return {
    outcome: "stored",
    etag: head.etag,
    verifiedBy: head.checksum === undefined ? "size" : "object-checksum",
    ...(head.checksum !== undefined && {
      checksum: { algorithm: scene.checksum, value: head.checksum },
    }),
    ...(head.versionId !== undefined && { versionId: head.versionId }),
  };
}

function isOfThisJob(
  { job }: BatchScene,
  { sizeBytes }: DestinationEntry,
  head: ObjectHead,
): boolean {
  return head.token === job.id && head.sizeBytes === sizeBytes;
}
