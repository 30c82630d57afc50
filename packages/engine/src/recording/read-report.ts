import {
  type BulkReceiptBody,
  bulkReceiptOf,
  compileRowFilter,
  isTrouble,
  isUnchanged,
  type JobId,
  type JobRecord,
  type Ledger,
  mayHaveTrouble,
  PenstockError,
  type ReportRows,
  type Row,
  type RowArchive,
  type RowCounts,
  type RowFilter,
  type RowLines,
  type RowSegmentHead,
  takesTroubleAlone,
} from "@penstock/core";
import { acceptedHeads, ledgerEpochOf } from "./recover-listing.ts";
import { added, total } from "./row-sums.ts";
import {
  NOTHING_UNWRITTEN,
  rowsOnTheWay,
  type UnwrittenRows,
  unwritten,
} from "./rows-on-the-way.ts";

const NO_ROWS: RowCounts = { stored: 0, skipped: 0, failed: 0, aborted: 0 };

type Recorded = Pick<JobRecord, "job" | "counts" | "bulk">;

type ReadingEngine = {
  readonly ledger: Pick<Ledger, "rows" | "transfers">;
  readonly rowArchive: RowArchive;
  readonly rowLines: RowLines;
};

export type ReportRequest = {
  readonly which: ReportRows;
  readonly filter: RowFilter;
};

/** Both readings take a segment at a time, when they are asked for more. They throw rather than end early. */
export type Report = {
  /** The job has ended, and all its rows are in the report; else rows come later that are not in it. */
  readonly isComplete: boolean;
  /** How many rows it has; undefined where that shows only when they are read. */
  readonly rowCount: number | undefined;
  /** Gzip members of JSON lines, as they lie; undefined where not all of these are wanted. */
  readonly members: (() => AsyncGenerator<Uint8Array>) | undefined;
  rows(): AsyncGenerator<Row>;
};

/**
 * The rows of a bulk job, each once, and no other ones than its record counts: those in the journal, and of a job
 * that runs those in the ledger as well.
 *
 * @throws PenstockError `journal-unavailable` where some of them are missing, `request-invalid` for a glob
 */
export async function openReport(
  engine: ReadingEngine,
  record: Recorded,
  { which, filter }: ReportRequest,
): Promise<Report> {
  const { rowArchive, rowLines } = engine;
  const job = { tenant: record.job.tenant, jobId: record.job.id };
  const takes = compileRowFilter(filter);
  const { heads, isComplete, rest } = await readAll(engine, record);
  const apart = which === "trouble" || takesTroubleAlone(filter) ? "trouble" : "all";
  const kind = apart === "trouble" ? apart : which;
  const wants = (row: Row) => isOfKind(row, kind) && takes(row);
  const wanted = heads.filter((head) =>
    apart === "all" ? rowsIn(head, kind) > 0 : mayHaveTrouble(head, filter),
  );
  const isFiltered = Object.keys(filter).length > 0;
  const isLedgerEmpty = rest.members.length === 0 && rest.large.length === 0;

  async function* members() {
    for (const head of wanted) {
      yield* rowArchive.read(job, head, apart);
    }
    if (kind === "all") {
      yield* rest.members;
      yield rowLines.pack(rest.large);
    } else {
      yield rowLines.pack([...restRows()]);
    }
  }

  async function* rows() {
    for (const head of wanted) {
      for await (const row of rowLines.unpack(rowArchive.read(job, head, apart))) {
        if (wants(row)) {
          yield row;
        }
      }
    }
    yield* restRows();
  }

  function* restRows() {
    for (const member of rest.members) {
      yield* rowLines.unpackAll([member]).filter(wants);
    }
    yield* rest.large.filter(wants);
  }

  return {
    isComplete,
    rowCount:
      isFiltered || !isLedgerEmpty ? undefined : total(wanted.map((head) => rowsIn(head, kind))),
    members: isFiltered || kind === "changed" ? undefined : members,
    rows,
  };
}

/** The ledger is asked first, so that nothing falls between the two. */
async function readAll(
  { ledger, rowArchive }: ReadingEngine,
  record: Recorded,
): Promise<WrittenSegments & { readonly rest: UnwrittenRows }> {
  const job = { tenant: record.job.tenant, jobId: record.job.id };
  const found = record.bulk?.isRecorded ? undefined : await rowsOnTheWay(ledger, job);
  const written = await readSegments(rowArchive, record);
  // Of another epoch, its rows do not count, or do not yet.
  const counts = found !== undefined && found.epoch === written.epoch;
  return { ...written, rest: counts ? unwritten(found, written.heads) : NOTHING_UNWRITTEN };
}

function isOfKind(row: Row, kind: ReportRows): boolean {
  switch (kind) {
    case "all":
      return true;
    case "changed":
      return !isUnchanged(row);
    case "trouble":
      return isTrouble(row);
    default:
      return kind satisfies never;
  }
}

function rowsIn({ rows, counts, trouble }: RowSegmentHead, which: ReportRows): number {
  switch (which) {
    case "all":
      return rows;
    case "changed":
      return rows - counts.skipped;
    case "trouble":
      return total(trouble.map((tally) => tally.rows));
    default:
      return which satisfies never;
  }
}

/**
 * The receipt of a bulk job, made of what does not change any more.
 *
 * @throws PenstockError `state-conflict` while not all of its rows are in the journal, `journal-unavailable`
 */
export async function bulkReceiptFor(
  archive: RowArchive,
  record: JobRecord,
): Promise<BulkReceiptBody> {
  const { heads, isComplete } = await readSegments(archive, record);
  const receipt = isComplete ? bulkReceiptOf(record, heads) : undefined;
  if (receipt === undefined) {
    throw new PenstockError(
      "state-conflict",
      "the rows of this job are not all in the journal yet: ask again once `list.isRecorded` of the job is true",
    );
  }
  return receipt;
}

type WrittenSegments = {
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
async function readSegments(
  archive: RowArchive,
  { job, counts, bulk }: Recorded,
): Promise<WrittenSegments> {
  const ref = { tenant: job.tenant, jobId: job.id };
  const all = await archive.heads(ref);
  const recovery = await archive.recovery(ref);
  const heads = acceptedHeads(all, recovery);
  const epoch = ledgerEpochOf(recovery);
  if (bulk === undefined || bulk.epoch !== epoch) {
    // The ledger was lost, and the record is of before that.
    return { heads, isComplete: false, epoch };
  }
  if (heads.length < bulk.segments) {
    throw incomplete(
      job.id,
      `${bulk.segments} segments were written, and ${heads.length} are there`,
    );
  }
  const found = heads.reduce((sum, head) => added(sum, head.counts), NO_ROWS);
  if (bulk.isRecorded && textOf(found) !== textOf(counts)) {
    throw incomplete(job.id, `it has ${textOf(counts)}, and its segments ${textOf(found)}`);
  }
  return { heads, isComplete: bulk.isRecorded, epoch };
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
