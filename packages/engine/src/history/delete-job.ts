// What retention does to a job when its time is over, for one job and now.

import {
  type FinishedJob,
  type HistoryEntry,
  type JobArchive,
  type JobId,
  type JobRecord,
  keptTransfersOf,
  outcomeOf,
  PenstockError,
  PIECE_TRANSFERS,
  pieceSegment,
  type Segment,
  segmentPlace,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { type FindingEngine, findJob } from "../jobs/find-job.ts";
import { writeSegment } from "./archive-jobs.ts";
import { isBulk, noteRows } from "./remove-rows.ts";
import { retire } from "./retire.ts";

type DeletingEngine = FindingEngine &
  OnPorts<"finished"> &
  Pick<Engine, "random" | "rowArchive"> & { readonly clock: Engine["clock"] };

/** Within this time of its end a job is in the segment that was written for it. */
const ARCHIVED_WITHIN_MS = 10 * 60_000;
/** Of a leader that moves the same segment at the same moment. */
const MOST_TRIES = 3;

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
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const [entry] = await engine.ledger.history.entries(tenant, [jobId]);
    if (archive !== undefined) {
      await removeFromArchive({ ...engine, archive }, record, entry);
    }
    await retire(engine, tenant, [{ jobId }], undefined);
    if (await engine.ledger.jobs.readJob(tenant, jobId)) {
      // What it knows of its rows is not in the journal yet.
      throw busy(jobId);
    }
    if (entry !== undefined) {
      await engine.ledger.history.removeEntries(tenant, [entry]);
    }
    const [left] = await engine.ledger.history.entries(tenant, [jobId]);
    if (left === undefined) {
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

async function removeFromArchive(
  engine: ArchiveEngine,
  record: JobRecord,
  entry: HistoryEntry | undefined,
): Promise<void> {
  const { archive } = engine;
  const { job, finishedAtMs: endedAtMs = 0 } = record;
  const outcome = outcomeOf(record) ?? "failed";
  for (const segment of await segmentsOf(engine, record, entry)) {
    await removeFromSegment(engine, segment, job.id);
  }
  const about = { tenant: job.tenant, jobId: job.id, outcome, endedAtMs };
  for (let from = PIECE_TRANSFERS; from < keptTransfersOf(record); from += PIECE_TRANSFERS) {
    await archive.remove(pieceSegment(about, from));
  }
}

/** Where its entry says that it is, and where it was written when it ended. */
async function segmentsOf(
  { archive }: ArchiveEngine,
  { job, finishedAtMs = 0 }: JobRecord,
  entry: HistoryEntry | undefined,
): Promise<readonly Segment[]> {
  const found = new Map(entry === undefined ? [] : [[segmentPlace(entry.segment), entry.segment]]);
  for await (const segment of archive.segments(job.tenant, "recent")) {
    if (segment.endedAtMs > finishedAtMs + ARCHIVED_WITHIN_MS) {
      break;
    }
    if (segment.endedAtMs >= finishedAtMs) {
      const [first] = await archive.read(segment, [job.id]);
      if (first !== undefined) {
        found.set(segmentPlace(segment), segment);
      }
    }
  }
  return [...found.values()];
}

/** The others of the segment are written again, and found there, before it goes. */
async function removeFromSegment(
  engine: ArchiveEngine,
  segment: Segment,
  jobId: JobId,
): Promise<void> {
  const { archive, ledger } = engine;
  const { tenant, group } = segment;
  const jobs = await archive.read(segment);
  const others = jobs.filter(({ record }) => record.job.id !== jobId);
  if (others.length > 0) {
    const moved = await writeSegment(engine, { tenant, group }, others);
    const here = await entriesIn(engine, segment, others);
    const isHere = (entry: HistoryEntry) => here.has(entry.jobId);
    await ledger.history.addEntries(tenant, moved.filter(isHere), "replace");
  }
  const gone = jobs.filter(({ record }) => record.job.id === jobId);
  if (gone.some(isBulk)) {
    await noteRows(engine, segment, gone);
  }
  await archive.remove(segment);
}

/** Jobs that are found by this segment: the ledger holds others, or has moved them on. */
async function entriesIn(
  { ledger }: ArchiveEngine,
  segment: Segment,
  jobs: readonly FinishedJob[],
): Promise<ReadonlySet<JobId>> {
  const place = segmentPlace(segment);
  const ids = jobs.map(({ record }) => record.job.id);
  const entries = await ledger.history.entries(segment.tenant, ids);
  return new Set(
    entries.flatMap((entry) =>
      entry !== undefined && segmentPlace(entry.segment) === place ? [entry.jobId] : [],
    ),
  );
}
