// What two places have of one key: told by their lists, by a look at both, or by reading both.

import {
  compareListed,
  compareLooked,
  type ETag,
  isInSample,
  isPenstockError,
  type ObjectHead,
  type SourceVersion,
  sourceVersionOfEntry,
  type Verdict,
} from "@penstock/core";
import type { BatchEngine } from "./batch-engine.ts";
import type { BatchScene, DestinationEntry } from "./batch-scene.ts";
import { type Checking, readBoth } from "./read-both.ts";
import type { EntryResult } from "./transfer-entry.ts";

const UNCLEAR = { reads: "unclear", samplePercent: 100 } as const;
const ONLY_SOURCE: EntryResult = { outcome: "only_source", rule: "absent" };

/** @throws PenstockError as `readBoth`, and `store-…` as `ObjectStore.head` */
async function checkEntry(
  engine: BatchEngine,
  scene: BatchScene,
  entry: DestinationEntry,
  checking: Checking,
): Promise<EntryResult> {
  const { spec, store, checksum } = scene;
  if (entry.isOnlyThere === true) {
    return { outcome: "only_destination", rule: "absent" };
  }
  const { counterpart, destinationKey, refused } = entry;
  if (refused?.code === "manifest-invalid") {
    return { outcome: "skipped", cause: refused };
  }
  const listed =
    counterpart && refused === undefined && compareListed(entry, counterpart, spec.options.compare);
  if (listed && isDecided(scene, listed)) {
    return rowOf(listed);
  }
  // The list does not say so either, or is older than this.
  const algorithm = entry.checksum?.algorithm ?? checksum;
  const head = await store.head(destinationKey, algorithm, checking.signal);
  if (refused !== undefined) {
    return head !== undefined && refused.code === "source-missing"
      ? { outcome: "only_destination", rule: "absent", etag: head.etag }
      : { outcome: "unreadable", cause: refused };
  }
  if (head === undefined) {
    return ONLY_SOURCE;
  }
  const looked = await look(engine, scene, { entry, head }, checking);
  return isDecided(scene, looked)
    ? rowOf(looked, head.etag)
    : await read(engine, scene, { entry, head }, checking);
}

/** Objects of other sizes differ, whatever else is asked. */
function isDecided({ spec }: BatchScene, { isSame, rule }: Verdict): boolean {
  const { reads } = spec.check ?? UNCLEAR;
  if (rule === "size" && !isSame) {
    return true;
  }
  // Another version of the source may have the same bytes; a mark of this one says what was written.
  const isUnclear = rule === "nothing-common" || (rule === "written-version" && !isSame);
  return reads === "unclear" && !isUnclear;
}

function rowOf({ isSame, rule }: Verdict, etag?: ETag): EntryResult {
  return { outcome: isSame ? "same" : "differs", rule, ...(etag !== undefined && { etag }) };
}

type Found = { readonly entry: DestinationEntry; readonly head: ObjectHead };

/** Where the list shows nothing that both have, the source may tell more of one object. */
async function look(
  { connections }: BatchEngine,
  scene: BatchScene,
  { entry, head }: Found,
  { signal }: Checking,
): Promise<Verdict> {
  const { options, selection } = scene.spec;
  const algorithm = entry.checksum?.algorithm ?? scene.checksum;
  const found = { head, algorithm };
  const verdict = compareLooked(sourceVersionOfEntry(entry), found, options.compare);
  if (isDecided(scene, verdict) || head.checksum === undefined || entry.checksum !== undefined) {
    return verdict;
  }
  const source = connections.source(selection.connection);
  if (source.kind === "file") {
    return verdict;
  }
  const { sourceVersion } = await source.stat(entry.key, signal);
  const { checksum } = sourceVersion;
  return checksum === undefined
    ? verdict
    : compareLooked({ ...sourceVersionOfEntry(entry), checksum }, found, options.compare);
}

async function read(
  engine: BatchEngine,
  scene: BatchScene,
  { entry, head }: Found,
  checking: Checking,
): Promise<EntryResult> {
  const { samplePercent } = scene.spec.check ?? UNCLEAR;
  if (!isInSample(entry.key, samplePercent)) {
    return { outcome: "same", rule: "size", etag: head.etag };
  }
  const there: SourceVersion = {
    sizeBytes: head.sizeBytes,
    validator: { kind: "etag", etag: `"${head.etag}"` },
  };
  const isSame = await readBoth(
    engine,
    scene,
    {
      here: sourceVersionOfEntry(entry),
      key: entry.key,
      there,
      destinationKey: entry.destinationKey,
    },
    checking,
  );
  return isSame === undefined ? ONLY_SOURCE : rowOf({ isSame, rule: "bytes" }, head.etag);
}

/** Either side changed since it was listed: it is compared as it is now. */
export async function checkTwice(
  engine: BatchEngine,
  scene: BatchScene,
  entry: DestinationEntry,
  checking: Checking,
): Promise<{ readonly checked: DestinationEntry; readonly result: EntryResult }> {
  try {
    return { checked: entry, result: await checkEntry(engine, scene, entry, checking) };
  } catch (error) {
    if (!isPenstockError(error, "source-changed") || entry.isExact === true) {
      throw error;
    }
    const source = engine.connections.source(scene.spec.selection.connection);
    const { sourceVersion } = await source.stat(entry.key, checking.signal);
    const { counterpart: _, checksum: __, signs: ___, ...rest } = entry;
    const checked = { ...rest, ...sourceVersion };
    return { checked, result: await checkEntry(engine, scene, checked, checking) };
  }
}
