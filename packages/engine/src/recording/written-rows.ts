// What of a bulk job's rows is written so far: segments in the journal, and those in the ledger that are in none.

import type {
  JobId,
  JobRecord,
  Ledger,
  RowArchive,
  RowCounts,
  RowSegmentHead,
} from "@penstock/core";
import { PenstockError } from "@penstock/core";
import { acceptedHeads, ledgerEpochOf } from "./recover-listing.ts";
import { added, NO_ROWS } from "./row-sums.ts";
import {
  NOTHING_UNWRITTEN,
  rowsOnTheWay,
  type UnwrittenRows,
  unwritten,
} from "./rows-on-the-way.ts";

export type Recorded = Pick<JobRecord, "job" | "counts" | "bulk">;

export type WrittenEngine = {
  readonly ledger: Pick<Ledger, "rows" | "transfers">;
  readonly rowArchive: RowArchive;
};

/**
 * The ledger is asked first, so that nothing falls between the two.
 *
 * @throws PenstockError `journal-unavailable` as `readSegments`
 */
export async function readWritten(
  { ledger, rowArchive }: WrittenEngine,
  record: Recorded,
): Promise<WrittenSegments & { readonly rest: UnwrittenRows }> {
  const job = { tenant: record.job.tenant, jobId: record.job.id };
  const found = record.bulk?.isRecorded ? undefined : await rowsOnTheWay(ledger, job);
  const written = await readSegments(rowArchive, record);
  // Of another epoch, its rows do not count, or do not yet.
  if (written.isComplete || found?.epoch !== written.epoch) {
    return { ...written, rest: NOTHING_UNWRITTEN };
  }
  return { ...written, rest: unwritten(found, written.heads) };
}

export type WrittenSegments = {
  readonly heads: readonly RowSegmentHead[];
  /** The job has ended, and these are all there will be. */
  readonly isComplete: boolean;
  /** Of the ledger whose rows count. */
  readonly epoch: number;
};

/**
 * The segments that are written so far. The record was read before them, so that one that it counts and that
 * is not there was lost: without it a report would be a short one that looks whole. The decision is read
 * behind them, so that it knows of each whether it is void: read before, it could call one valid that was void.
 *
 * @throws PenstockError `journal-unavailable`
 */
export async function readSegments(
  archive: RowArchive,
  { job, counts, bulk }: Recorded,
): Promise<WrittenSegments> {
  const ref = { tenant: job.tenant, jobId: job.id };
  const all = await archive.heads(ref);
  const recovery = await archive.recovery(ref);
  const heads = acceptedHeads(all, recovery);
  const epoch = ledgerEpochOf(recovery);
  if (recovery?.isFinal) {
    // The journal let go of the job with these: what a ledger that fell back did again since counts for nothing.
    assertAll(job.id, recovery.accepted.length, heads);
    return { heads, isComplete: true, epoch };
  }
  if (bulk === undefined || bulk.epoch !== epoch) {
    // The ledger was lost, and the record is of before that.
    return { heads, isComplete: false, epoch };
  }
  assertAll(job.id, bulk.segments, heads);
  const found = heads.reduce((sum, head) => added(sum, head.counts), NO_ROWS);
  if (bulk.isRecorded && textOf(found) !== textOf(counts)) {
    throw incomplete(job.id, `it has ${textOf(counts)}, and its segments ${textOf(found)}`);
  }
  return { heads, isComplete: bulk.isRecorded, epoch };
}

function assertAll(jobId: JobId, written: number, heads: readonly RowSegmentHead[]): void {
  if (heads.length < written) {
    throw incomplete(jobId, `${written} segments were written, and ${heads.length} are there`);
  }
}

function incomplete(jobId: JobId, problem: string): PenstockError {
  return new PenstockError(
    "journal-unavailable",
    `rows of ${jobId} are missing in the journal: ${problem}; restore its folder below rows.d from a copy of the journal`,
  );
}

function textOf({ stored, skipped, failed, aborted }: RowCounts): string {
  return `${stored} stored, ${skipped} skipped, ${failed} failed and ${aborted} cancelled`;
}
