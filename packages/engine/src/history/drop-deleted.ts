// Of deletions, and of a leader, that write the same segment at the same moment.

import type { FinishedJob, JobArchive, JobId, Segment } from "@penstock/core";
import type { OnPorts } from "../engine.ts";
import { isHistoryWhole } from "./history-rebuild.ts";

type DroppingEngine = OnPorts<"history" | "jobs"> & { readonly archive: JobArchive };

/**
 * Writes a segment that was just written once more, without the jobs that were deleted since they were read for it, or
 * they would come back with it after a loss of the ledger. A deletion that is under way looks for its job again at the
 * end: what is written until then it finds itself, and what is written later no ledger knows any more.
 */
export async function dropDeleted(
  engine: DroppingEngine,
  segment: Segment,
  written: readonly JobId[],
): Promise<void> {
  const { archive } = engine;
  const known = await knownOf(engine, segment.tenant, written);
  const gone = new Set(written.filter((id) => !known.has(id)));
  if (gone.size > 0) {
    const jobs = await archive.read(segment);
    const left = jobs.filter(({ record }) => !gone.has(record.job.id));
    await rewriteSegment(archive, segment, left);
    const ids = left.map(({ record }) => record.job.id);
    await dropDeleted(engine, segment, ids);
  }
}

export async function rewriteSegment(
  archive: JobArchive,
  segment: Segment,
  jobs: readonly FinishedJob[],
): Promise<void> {
  await (jobs.length > 0 ? archive.write(segment, jobs) : archive.remove(segment));
}

/** The ledger holds them or has their entries; all of them where it lost entries, which shows nothing then. */
export async function knownOf(
  engine: OnPorts<"history" | "jobs">,
  tenant: string,
  ids: readonly JobId[],
): Promise<ReadonlySet<JobId>> {
  const { jobs, history } = engine.ledger;
  // In this order: a job moves from the ones to the others.
  const held = await jobs.readJobs(tenant, ids);
  const entries = await history.entries(tenant, ids);
  const isWhole = await isHistoryWhole(engine);
  return new Set(
    ids.filter((_, at) => !isWhole || held[at] !== undefined || entries[at] !== undefined),
  );
}
