// Rows go from the ledger to the journal, a frozen segment at a time.

import {
  type ClosedSegment,
  type CopyOutcome,
  countedAs,
  isTrouble,
  type JobRef,
  PenstockError,
  type Row,
  type RowArchive,
  type RowCounts,
  type RowLines,
  rowOfTransfer,
  tallyOf,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import { apart } from "../repair/apart.ts";
import { endEpoch, isOverInJournal } from "./recover-listing.ts";
import { added, total } from "./row-sums.ts";

export type RecordingEngine = Pick<Engine, "ledger" | "queue" | "log" | "repeats"> & {
  readonly rowArchive: RowArchive;
  readonly rowLines: RowLines;
  /** Of the members as they lie one behind the other, in hex. */
  readonly sha256: (members: readonly Uint8Array[]) => string;
};

/** A job is looked at again after this, so that a segment closes soon after its time. */
const IDLE_MS = 1000;
const JOBS_PER_PASS = 256;

/**
 * One pass over all bulk jobs with rows. Two recorders at once write the same bytes.
 *
 * @param tenants those that have such jobs
 */
export async function recordRows(
  engine: RecordingEngine,
  tenants: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const { ledger } = engine;
  for (const tenant of tenants) {
    for (const jobId of await ledger.rows.recordable(tenant, IDLE_MS, JOBS_PER_PASS)) {
      signal?.throwIfAborted();
      const about = { what: "the recording of rows", fields: { tenant, jobId } };
      await apart(engine, about, () => recordJob(engine, { tenant, jobId }, signal));
    }
  }
}

async function recordJob(
  engine: RecordingEngine,
  job: JobRef,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { ledger, queue } = engine;
  for (const segment of await ledger.rows.closeSegments(job.tenant, job.jobId)) {
    signal?.throwIfAborted();
    const recorded = await recordSegment(engine, job, segment);
    if (recorded === "void") {
      return;
    }
    if (recorded === "more") {
      await queue.addListing(job);
    }
  }
}

/** `more`: there is room again for what is left to list. `void`: nothing of this ledger's job counts. */
async function recordSegment(
  { ledger, rowArchive, rowLines, sha256 }: RecordingEngine,
  job: JobRef,
  segment: ClosedSegment,
): Promise<"done" | "more" | "void"> {
  const large = await rowsOfTransfers(ledger, job, segment);
  const members = await ledger.rows.segmentRows(job.tenant, job.jobId, segment);
  // Another recorder was faster: its transfers may be gone as well.
  if (members === undefined) {
    return "done";
  }
  if (large === undefined) {
    throw new PenstockError(
      "unexpected-error",
      `a transfer of segment ${segment.epoch}-${segment.number} of ${job.jobId} is not in the ledger, or has not ended: Redis lost it`,
    );
  }
  const rows = withMember(members.rows, rowLines.pack(large));
  const troubleRows = withMember(members.troubleRows, rowLines.pack(large.filter(isTrouble)));
  const { batches } = segment;
  const counts = batches.reduce((sum, each) => added(sum, each.counts), countsOf(large));
  const head = {
    ...{ ...segment, counts, rows: total(Object.values(counts)) },
    trouble: tallyOf(rowLines.unpackAll(troubleRows)),
    coveredBytes:
      total(batches.map(({ coveredBytes }) => coveredBytes)) +
      total(large.map(({ sizeBytes }) => sizeBytes)),
    extra: total(batches.map(({ extra }) => extra)),
    rowsSha256: sha256(rows),
    troubleSha256: sha256(troubleRows),
  };
  const isWritten = await rowArchive.write(job, head, { rows, troubleRows });
  if (!isWritten && !(await isOverInJournal(rowArchive, job))) {
    await endEpoch(rowArchive, job, segment.epoch);
    return "void";
  }
  const hasRoom = await ledger.rows.forgetSegment(job.tenant, job.jobId, segment);
  return hasRoom ? "more" : "done";
}

/** Undefined where one of them is not there. */
async function rowsOfTransfers(
  ledger: Engine["ledger"],
  { tenant }: JobRef,
  { transfers }: ClosedSegment,
): Promise<readonly Row[] | undefined> {
  const rows: Row[] = [];
  for (const transferId of transfers) {
    const transfer = await ledger.transfers.readTransfer({ tenant, transferId });
    const row = transfer && rowOfTransfer(transfer);
    if (row === undefined) {
      return undefined;
    }
    rows.push(row);
  }
  return rows;
}

function withMember(members: readonly Uint8Array[], member: Uint8Array): readonly Uint8Array[] {
  return member.length === 0 ? members : [...members, member];
}

function countsOf(rows: readonly Row[]): RowCounts {
  const counts: Record<CopyOutcome, number> = { stored: 0, skipped: 0, failed: 0, aborted: 0 };
  for (const { outcome } of rows) {
    counts[countedAs(outcome)] += 1;
  }
  return counts;
}
