// What retention does to a job when its time is over, for one job and now.

import {
  type FinishedJob,
  type JobArchive,
  type JobId,
  type JobRecord,
  keptTransfersOf,
  newSegment,
  outcomeOf,
  PenstockError,
  PIECE_TRANSFERS,
  pieceSegment,
  type Segment,
  segmentPlace,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { type FindingEngine, findJob } from "../jobs/find-job.ts";
import { dropDeleted, rewriteSegment } from "./drop-deleted.ts";
import { noteRows } from "./remove-rows.ts";
import { retire } from "./retire.ts";

type DeletingEngine = FindingEngine &
  OnPorts<"finished"> &
  Pick<Engine, "random" | "rowArchive"> & { readonly clock: Engine["clock"] };

/** Within this time of its end a job is in the segment that was written for it. */
const ARCHIVED_WITHIN_MS = 10 * 60_000;
/** Of a leader, or other deletions, that write the same segment at the same moment. */
const MOST_TRIES = 6;

/**
 * Removes a job that has ended, wherever it is kept, with its transfers and receipts; the leader removes its rows
 * within a minute. May be repeated after an interruption: its last step is the one after which it is not found.
 *
 * @throws PenstockError `server-busy` while it is being archived, and as `findJob` does
 */
export async function deleteJob(
  engine: DeletingEngine,
  tenant: string,
  jobId: JobId,
): Promise<void> {
  const record = await findJob(engine, tenant, jobId);
  if ((await engine.journal?.readJob({ tenant, jobId })) !== undefined) {
    throw busy(jobId);
  }
  const { archive } = engine;
  const places = new Map<string, Segment>();
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const [entry] = await engine.ledger.history.entries(tenant, [jobId]);
    if (entry !== undefined) {
      places.set(segmentPlace(entry.segment), entry.segment);
    }
    const segments =
      archive === undefined ? 0 : await removeFromArchive({ ...engine, archive }, record, places);
    await retire(engine, tenant, [{ jobId }], undefined);
    if (await engine.ledger.jobs.readJob(tenant, jobId)) {
      // What it knows of its rows is not in the journal yet.
      throw busy(jobId);
    }
    if (entry !== undefined) {
      await engine.ledger.history.removeEntries(tenant, [entry]);
    }
    // Where something was found it is looked for again: it may have been written elsewhere in between.
    if (entry === undefined && segments === 0) {
      return;
    }
  }
  throw busy(jobId);
}

function busy(jobId: JobId): PenstockError {
  return new PenstockError(
    "server-busy",
    `the job ${jobId} is being written to the journal: ask again in a few seconds`,
  );
}

type ArchiveEngine = DeletingEngine & { readonly archive: JobArchive };

/**
 * @param places where it was, and is looked for again
 * @returns from how many segments it was removed
 */
async function removeFromArchive(
  engine: ArchiveEngine,
  record: JobRecord,
  places: Map<string, Segment>,
): Promise<number> {
  const { archive } = engine;
  const { job, finishedAtMs: endedAtMs = 0 } = record;
  const outcome = outcomeOf(record) ?? "failed";
  await addRecent(engine, record, places);
  let segments = 0;
  for (const segment of places.values()) {
    const [first] = await archive.read(segment, [job.id]);
    if (first !== undefined) {
      await removeFromSegment(engine, segment, job.id);
      segments += 1;
    }
  }
  const about = { tenant: job.tenant, jobId: job.id, outcome, endedAtMs };
  for (let from = PIECE_TRANSFERS; from < keptTransfersOf(record); from += PIECE_TRANSFERS) {
    await archive.remove(pieceSegment(about, from));
  }
  return segments;
}

/** Where it was written when it ended. */
async function addRecent(
  { archive }: ArchiveEngine,
  { job, finishedAtMs = 0 }: JobRecord,
  places: Map<string, Segment>,
): Promise<void> {
  for await (const segment of archive.segments(job.tenant, "recent")) {
    if (segment.endedAtMs > finishedAtMs + ARCHIVED_WITHIN_MS) {
      return;
    }
    if (segment.endedAtMs >= finishedAtMs) {
      places.set(segmentPlace(segment), segment);
    }
  }
}

/** What is noted of its rows has a name of its own, for several jobs of a segment may be deleted at once. */
async function removeFromSegment(
  engine: ArchiveEngine,
  segment: Segment,
  jobId: JobId,
): Promise<void> {
  const { archive, random } = engine;
  const jobs = await archive.read(segment);
  const isGone = ({ record }: FinishedJob) => record.job.id === jobId;
  const note = newSegment({ ...segment, group: "expired" }, random.bytes(3));
  await noteRows(engine, note, jobs.filter(isGone));
  const others = jobs.filter((job) => !isGone(job));
  await rewriteSegment(archive, segment, others);
  const ids = others.map(({ record }) => record.job.id);
  await dropDeleted(engine, segment, ids);
}
