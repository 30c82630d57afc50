import {
  type BulkReceiptBody,
  bulkReceiptOf,
  compileRowFilter,
  isTrouble,
  isUnchanged,
  type JobRecord,
  mayHaveTrouble,
  PenstockError,
  type ReportRows,
  type Row,
  type RowArchive,
  type RowFilter,
  type RowLines,
  type RowSegmentHead,
  takesTroubleAlone,
} from "@penstock/core";
import { added, NO_ROWS, total } from "./row-sums.ts";
import { type Recorded, readSegments, readWritten, type WrittenEngine } from "./written-rows.ts";

type ReadingEngine = WrittenEngine & { readonly rowLines: RowLines };

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
  const { heads, isComplete, rest } = await readWritten(engine, record);
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
  // Of its segments: a ledger that fell back may have counted otherwise since.
  const counts = heads.reduce((sum, head) => added(sum, head.counts), NO_ROWS);
  const counted = { ...record, counts: { ...record.counts, ...counts } };
  const receipt = isComplete ? bulkReceiptOf(counted, heads) : undefined;
  if (receipt === undefined) {
    throw new PenstockError(
      "state-conflict",
      "the rows of this job are not all in the journal yet: ask again once `list.isRecorded` of the job is true",
    );
  }
  return receipt;
}
