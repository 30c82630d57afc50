import type { RowCounts } from "../batches/batch-task.ts";
import type { Verb } from "../batches/row.ts";
import type { RowSegmentHead } from "../batches/row-segment.ts";
import type { RowTally } from "../batches/row-tally.ts";
import type { Selection } from "../jobs/bulk-job.ts";
import type { JobRecord } from "../jobs/job.ts";
import { manifestText } from "../objects/source-url.ts";

/** Everything of a bulk job's receipt that its signature covers: what was asked, and what its rows are. */
export type BulkReceiptBody = {
  v: 1;
  kind: "bulk";
  jobId: string;
  verb: Verb;
  source: {
    connection: string;
    kind: Selection["kind"];
    /** The prefix, the folder, the key of the manifest, or the job of the rows. */
    of?: string;
    keys?: string[];
    include?: string[];
    exclude?: string[];
  };
  destination: { connection: string; key: string };
  /** Of the ledger that ended the job: above 1 it was lost in between. */
  epoch: number;
  counts: RowCounts & { listed: number };
  /** Pieces of the listing that could not be listed to their end. */
  brokenPieces: number;
  extra: number;
  coveredBytes: number;
  segments: BulkReceiptSegment[];
  /** RFC 3339, like the next one. */
  acceptedAt: string;
  endedAt: string;
};

type BulkReceiptSegment = {
  epoch: number;
  number: number;
  rows: number;
  counts: RowCounts;
  trouble: RowTally[];
  /** Of its file of rows as it lies in the journal, in hex. */
  rowsSha256: string;
  troubleSha256: string;
};

/** Made of what does not change any more; undefined for a job that has not ended, or that is none of these. */
export function bulkReceiptOf(
  { job, counts, bulk, finishedAtMs }: JobRecord,
  heads: readonly RowSegmentHead[],
): BulkReceiptBody | undefined {
  if (job.bulk === undefined || bulk === undefined || finishedAtMs === undefined) {
    return undefined;
  }
  const { verb, selection, destination } = job.bulk;
  const { listed, stored, skipped, failed, aborted } = counts;
  return {
    ...{ v: 1, kind: "bulk", jobId: job.id, verb },
    source: { connection: selection.connection, kind: selection.kind, ...sourceOf(selection) },
    destination: { connection: destination.connection, key: destination.template },
    epoch: bulk.epoch,
    counts: { listed, stored, skipped, failed, aborted },
    ...{ brokenPieces: bulk.brokenShards, extra: bulk.extra },
    coveredBytes: heads.reduce((sum, { coveredBytes }) => sum + coveredBytes, 0),
    segments: heads.map((head) => ({
      ...{ epoch: head.epoch, number: head.number, rows: head.rows, counts: head.counts },
      ...{ trouble: [...head.trouble], rowsSha256: head.rowsSha256 },
      troubleSha256: head.troubleSha256,
    })),
    acceptedAt: new Date(job.createdAtMs).toISOString(),
    endedAt: new Date(finishedAtMs).toISOString(),
  };
}

function sourceOf(selection: Selection): Omit<BulkReceiptBody["source"], "connection" | "kind"> {
  switch (selection.kind) {
    case "keys":
      return { keys: [...selection.keys] };
    case "prefix":
      return { of: selection.prefix, ...globsOf(selection.filter) };
    case "tree":
      return { of: selection.folder, ...globsOf(selection.filter) };
    case "manifest":
      return { of: manifestText(selection.manifest) };
    case "rows":
      return { of: selection.jobId };
    default:
      return selection satisfies never;
  }
}

function globsOf(filter: {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}) {
  return { include: [...filter.include], exclude: [...filter.exclude] };
}
