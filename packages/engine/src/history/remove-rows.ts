// The rows of bulk jobs go with their jobs: after them, and whatever dies in between.

import {
  type FinishedJob,
  type JobArchive,
  type JobId,
  OUTCOMES,
  type Segment,
} from "@penstock/core";
import type { Engine } from "../engine.ts";

/** Of one pass: a job may have ten thousand files. */
const SEGMENTS_PER_PASS = 20;

type RowRemover = Pick<Engine, "rowArchive"> & { readonly archive: JobArchive };

export function isBulk({ record }: FinishedJob): boolean {
  return record.job.bulk !== undefined;
}

/**
 * Notes the bulk jobs of a segment, before it goes: their rows are removed only once no record names them
 * any more, and then nothing but the note tells that they are there.
 */
export async function noteRows(
  { archive }: RowRemover,
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
  { archive, rowArchive }: RowRemover,
  tenant: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let segments = 0;
  if (rowArchive === undefined) {
    return;
  }
  for await (const noted of archive.segments(tenant, "expired")) {
    segments += 1;
    if (segments > SEGMENTS_PER_PASS) {
      return;
    }
    const kept = await keptOf(archive, noted);
    for (const { record } of await archive.read(noted)) {
      signal?.throwIfAborted();
      if (!kept.has(record.job.id)) {
        await rowArchive.remove({ tenant, jobId: record.job.id });
      }
    }
    await archive.remove(noted);
  }
}

/** The process that noted them may have died before their segment was removed, and may keep them for longer by now. */
async function keptOf(archive: JobArchive, noted: Segment): Promise<ReadonlySet<JobId>> {
  const jobs = await Promise.all(OUTCOMES.map((group) => archive.read({ ...noted, group })));
  return new Set(jobs.flat().map(({ record }) => record.job.id));
}
