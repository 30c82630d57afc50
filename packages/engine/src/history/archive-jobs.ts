import {
  type FinishedJob,
  type HistoryEntry,
  historyEntryOf,
  type JobArchive,
  type JobRecord,
  keptTransfersOf,
  MAX_ARCHIVED_TRANSFERS,
  newSegment,
  outcomeOf,
  PIECE_TRANSFERS,
  pieceSegment,
  type SegmentGroup,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { readFinished } from "./read-finished.ts";

/** Of one segment, beside `PIECE_TRANSFERS`. */
const JOBS_PER_SEGMENT = 256;

export type ArchivingEngine = OnPorts<"finished" | "transfers"> &
  Pick<Engine, "log" | "random"> & {
    readonly archive: JobArchive;
  };

type Place = { readonly tenant: string; readonly group: SegmentGroup };

/**
 * Keeps jobs of a tenant that have ended in the archive, and tells where each of them is found from now on. No
 * file has many more than `PIECE_TRANSFERS` transfers, and no more are read at a time: small jobs share a
 * segment, and a large one has one of its own, and further pieces.
 */
export async function archiveJobs(
  engine: ArchivingEngine,
  place: Place,
  records: readonly JobRecord[],
  signal: AbortSignal | undefined,
): Promise<readonly HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for (const batch of batchesOf(records.filter(isToArchive).map(withoutQuery))) {
    for (const record of batch) {
      await writeFurtherPieces(engine, record, signal);
    }
    signal?.throwIfAborted();
    const jobs = await readFinished(engine, batch, 0);
    entries.push(...(await writeSegment(engine, place, jobs)));
  }
  return entries;
}

/** Keeps some jobs together, or the first piece of a large one. */
export async function writeSegment(
  { archive, random }: Pick<ArchivingEngine, "archive" | "random">,
  { tenant, group }: Place,
  jobs: readonly FinishedJob[],
): Promise<readonly HistoryEntry[]> {
  const endedAtMs = Math.max(...jobs.map(({ record }) => record.finishedAtMs ?? 0));
  const segment = newSegment({ tenant, group, endedAtMs }, random.bytes(3));
  await archive.write(segment, jobs);
  return jobs.map((job) => historyEntryOf(job, segment));
}

/** Before the first one: what is found by its entry is there as a whole. */
async function writeFurtherPieces(
  engine: ArchivingEngine,
  record: JobRecord,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { job, finishedAtMs: endedAtMs = 0 } = record;
  const outcome = outcomeOf(record) ?? "failed";
  const about = { tenant: job.tenant, jobId: job.id, outcome, endedAtMs };
  for (let from = PIECE_TRANSFERS; from < keptTransfersOf(record); from += PIECE_TRANSFERS) {
    signal?.throwIfAborted();
    await engine.archive.write(
      pieceSegment(about, from),
      await readFinished(engine, [record], from),
    );
  }
}

/** Of the URL of a manifest, which is read no more. */
function withoutQuery(record: JobRecord): JobRecord {
  const { job } = record;
  const selection = job.bulk?.selection;
  if (
    job.bulk === undefined ||
    selection?.kind !== "manifest" ||
    !("sealedQuery" in selection.manifest)
  ) {
    return record;
  }
  const { sealedQuery: _, ...manifest } = selection.manifest;
  return {
    ...record,
    job: { ...job, bulk: { ...job.bulk, selection: { ...selection, manifest } } },
  };
}

function isToArchive(record: JobRecord): boolean {
  const hasEnded = record.finishedAtMs !== undefined && outcomeOf(record) !== undefined;
  return hasEnded && keptTransfersOf(record) <= MAX_ARCHIVED_TRANSFERS;
}

/** A large job is alone: by its entry alone one knows when it ended, and so where its pieces are. */
function batchesOf(records: readonly JobRecord[]): readonly (readonly JobRecord[])[] {
  const batches: JobRecord[][] = [];
  let transfers = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const kept = keptTransfersOf(record);
    const last = batches.at(-1);
    if (
      last === undefined ||
      last.length === JOBS_PER_SEGMENT ||
      transfers + kept > PIECE_TRANSFERS
    ) {
      batches.push([record]);
      transfers = kept;
    } else {
      last.push(record);
      transfers += kept;
    }
  }
  return batches;
}
