// Manifests that clients sent go a day later, or with the last job that reads them.

import {
  type Clock,
  type JobId,
  type Journal,
  MANIFEST_KEPT_MS,
  type ManifestStore,
  timeOfManifestId,
} from "@penstock/core";
import type { OnPorts } from "../engine.ts";
import { knownOf } from "./drop-deleted.ts";

/** A job that was refused a moment before the day was over, or whose note is on its way. */
const MARGIN_MS = 3_600_000;

type Remover = OnPorts<"history" | "jobs"> & {
  readonly clock: Clock;
  readonly journal: Pick<Journal, "readJob">;
  readonly manifests: ManifestStore;
};

/** May be repeated, and run by several processes at once. */
export async function removeManifests(
  engine: Remover,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { manifests, clock } = engine;
  const untilMs = clock.nowMs() - MANIFEST_KEPT_MS - MARGIN_MS;
  for await (const { jobIds, ...manifest } of manifests.all()) {
    signal?.throwIfAborted();
    const isOld = timeOfManifestId(manifest.id) < untilMs;
    if (isOld && !(await isAnyThere(engine, manifest.tenant, jobIds))) {
      await manifests.remove(manifest);
    }
  }
}

/** Unfinished jobs are in the journal, also while a ledger that was lost is being restored. */
async function isAnyThere(
  engine: Remover,
  tenant: string,
  jobIds: readonly JobId[],
): Promise<boolean> {
  if (jobIds.length === 0) {
    return false;
  }
  if ((await knownOf(engine, tenant, jobIds)).size > 0) {
    return true;
  }
  for (const jobId of jobIds) {
    if ((await engine.journal.readJob({ tenant, jobId })) !== undefined) {
      return true;
    }
  }
  return false;
}
