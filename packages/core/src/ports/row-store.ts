import type { ClosedSegment, RowSegmentId } from "../batches/row-segment.ts";
import type { JobId, TransferId } from "../ids.ts";

/** All of one moment: what a segment holds that is written later, and maybe more than the one that is open. */
export type UnrecordedRows = {
  readonly epoch: number;
  /** By number. A batch that is not done has the rows of what it reported so far. */
  readonly batches: readonly { readonly number: number; readonly rows: readonly Uint8Array[] }[];
  /** Large entries that have ended. */
  readonly transfers: readonly TransferId[];
};

/** Rows in the ledger: they wait there until a recorder has written their segment to the journal. */
export type RowStore = {
  /** Jobs with rows that may be recorded now; each is returned once per `idleMs`. */
  recordable(tenant: string, idleMs: number, limit: number): Promise<readonly JobId[]>;
  /**
   * Closes the open segment if it is full, open for `SEGMENT_OPEN_MS`, or the last one, and returns all
   * that are closed and not forgotten. What is in a closed segment never changes.
   */
  closeSegments(tenant: string, jobId: JobId): Promise<readonly ClosedSegment[]>;
  /**
   * The rows of a segment's batches, as gzip members in the order of the batches and of their reports;
   * undefined once it was forgotten, also in between.
   */
  segmentRows(
    tenant: string,
    jobId: JobId,
    segment: RowSegmentId,
  ): Promise<
    | { readonly rows: readonly Uint8Array[]; readonly troubleRows: readonly Uint8Array[] }
    | undefined
  >;
  /**
   * The segment is durable elsewhere: its batches and transfers go. True: by this there is room again
   * for half of what a job may have under way, and something is left to list.
   */
  forgetSegment(tenant: string, jobId: JobId, segment: RowSegmentId): Promise<boolean>;
  /** What is not forgotten yet, closed or not, for a report of a job that runs; undefined for a job that is none. */
  unrecordedRows(tenant: string, jobId: JobId): Promise<UnrecordedRows | undefined>;
};
