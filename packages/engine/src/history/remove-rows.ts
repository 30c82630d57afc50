// The rows of bulk jobs go with their jobs: after them, and whatever dies in between.

import {
  type FinishedJob,
  type JobArchive,
  type JobId,
  OUTCOMES,
  type Segment,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { knownOf } from "./drop-deleted.ts";
import { isHistoryWhole } from "./history-rebuild.ts";

/** Of one pass: a job may have ten thousand files. */
const SEGMENTS_PER_PASS = 20;

type RowNoter = { readonly archive: JobArchive };
type RowRemover = RowNoter & Pick<Engine, "rowArchive"> & OnPorts<"history" | "jobs">;

export function isBulk({ record }: FinishedJob): boolean {
  return record.job.bulk !== undefined;
}

/**
 * Notes the bulk jobs of a segment, before it goes: their rows are removed only once no record names them
 * any more, and then nothing but the note tells that they are there.
 */
export async function noteRows(
  { archive }: RowNoter,
  segment: Segment,
  jobs: readonly FinishedJob[],
): Promise<void> {
  const noted = jobs.filter(isBulk);
  if (noted.length > 0) {
    await archive.write({ ...segment, group: "expired" }, noted);
  }
}

/** Removes what was noted, and the note at last. */
export async function removeNotedRows(
  engine: RowRemover,
  tenant: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { archive, rowArchive } = engine;
  let segments = 0;
  if (rowArchive === undefined || !(await isHistoryWhole(engine))) {
    return;
  }
  for await (const noted of archive.segments(tenant, "expired")) {
    segments += 1;
    if (segments > SEGMENTS_PER_PASS) {
      return;
    }
    const jobs = await archive.read(noted);
    const kept = await keptOf(engine, noted, jobs);
    for (const { record } of jobs) {
      signal?.throwIfAborted();
      if (!kept.has(record.job.id)) {
        await rowArchive.remove({ tenant, jobId: record.job.id });
      }
    }
    await archive.remove(noted);
  }
}

/** The process that noted them may have died before their segment was removed, and may keep them for longer by now. */
async function keptOf(
  engine: RowRemover,
  noted: Segment,
  jobs: readonly FinishedJob[],
): Promise<ReadonlySet<JobId>> {
  const ids = jobs.map(({ record }) => record.job.id);
  const known = await knownOf(engine, noted.tenant, ids);
  const same = OUTCOMES.map((group) => engine.archive.read({ ...noted, group }));
  const left = (await Promise.all(same)).flat().map(({ record }) => record.job.id);
  return new Set([...known, ...left]);
}
