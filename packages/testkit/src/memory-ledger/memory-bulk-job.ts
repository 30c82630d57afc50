import {
  BATCHES_PER_JOB,
  type BatchEntry,
  type Cause,
  type ClosedSegment,
  type FailureCount,
  type JobProgress,
  type JobRecord,
  LISTING_CANCELLED,
  type Opening,
  type Room,
  type RowCounts,
  SEGMENT_BATCHES,
  SEGMENT_OPEN_MS,
  SEGMENT_TRANSFERS,
  type SegmentBatch,
  type Shard,
  TRANSFERS_PER_JOB,
  type TransferId,
} from "@penstock/core";

export type LiveBatch = {
  readonly number: number;
  readonly range: SegmentBatch["range"];
  readonly sizeBytes: number;
  /** Entries that have no row yet. */
  left: readonly BatchEntry[];
  state: "queued" | "held" | "waiting" | "done";
  dueAtMs: number;
  attempt: number;
  /** Its newest attempts that have not said a word; the one that runs is among them. */
  silent: number;
  counts: RowCounts;
  coveredBytes: number;
  extra: number;
  readonly rows: Uint8Array[];
  readonly troubleRows: Uint8Array[];
};

/** What a job has beside its transfers, as long as it lists, moves or waits for a recorder. */
export type BulkEntry = {
  readonly epoch: number;
  /** Those that are open. */
  readonly shards: Map<number, Shard>;
  nextShard: number;
  /** How often each shard failed since something of it was added. */
  readonly unlisted: Map<number, FailureCount>;
  brokenShards: number;
  brokenBy: Cause | undefined;
  /** Those that are not forgotten. */
  readonly batches: Map<number, LiveBatch>;
  nextBatch: number;
  openSegment:
    | { readonly batches: number[]; readonly transfers: TransferId[]; readonly openedAtMs: number }
    | undefined;
  nextSegment: number;
  closedSegments: readonly ClosedSegment[];
  /** Of all that was forgotten. */
  readonly recorded: {
    counts: RowCounts;
    coveredBytes: number;
    extra: number;
    segments: number;
    /** Of the batches, as they were listed. */
    sizeBytes: number;
    transfers: Omit<JobProgress, "retries">;
  };
  listedAtMs: number;
  entriesEventAtMs: number;
  offeredAtMs: number;
};

export const NO_ROWS: RowCounts = { stored: 0, skipped: 0, failed: 0, aborted: 0 };

export function newBulkEntry({ epoch, shards, recorded }: Opening, nowMs: number): BulkEntry {
  const numbered = shards.map((range, number): [number, Shard] => [number, { ...range, number }]);
  return {
    epoch,
    shards: new Map(numbered),
    nextShard: shards.length,
    unlisted: new Map(),
    brokenShards: 0,
    brokenBy: undefined,
    batches: new Map(),
    nextBatch: 0,
    openSegment: undefined,
    nextSegment: 0,
    closedSegments: [],
    recorded: {
      ...recorded,
      sizeBytes: recorded.coveredBytes,
      transfers: { bytesTotal: 0, bytesStored: 0, partsTotal: 0, partsStored: 0 },
    },
    listedAtMs: nowMs,
    entriesEventAtMs: Number.NEGATIVE_INFINITY,
    offeredAtMs: Number.NEGATIVE_INFINITY,
  };
}

export function addRows(one: RowCounts, other: RowCounts): RowCounts {
  return {
    stored: one.stored + other.stored,
    skipped: one.skipped + other.skipped,
    failed: one.failed + other.failed,
    aborted: one.aborted + other.aborted,
  };
}

export function sumOf({ stored, skipped, failed, aborted }: RowCounts): number {
  return stored + skipped + failed + aborted;
}

/** What is counted of a bulk job beside its transfers. */
export function bulkCounts({ shards, batches, recorded }: BulkEntry) {
  const live = [...batches.values()];
  const leftOf = (isBegun: boolean) =>
    live
      .filter(({ attempt }) => attempt > 0 === isBegun)
      .reduce((total, { left }) => total + left.length, 0);
  const rows = live.reduce((total, { counts }) => addRows(total, counts), recorded.counts);
  const [planned, uploading] = [leftOf(false), leftOf(true)];
  return {
    ...rows,
    planned,
    uploading,
    listed: sumOf(rows) + planned + uploading,
    listing: shards.size,
  };
}

export function bulkBytes({ batches, recorded }: BulkEntry) {
  const live = [...batches.values()];
  return {
    bytesTotal: live.reduce((sum, { sizeBytes }) => sum + sizeBytes, recorded.sizeBytes),
    bytesStored: live.reduce((sum, { coveredBytes }) => sum + coveredBytes, recorded.coveredBytes),
  };
}

/** Rows that no segment of the journal has yet. */
export function hasUnrecorded({ openSegment, closedSegments }: BulkEntry): boolean {
  return openSegment !== undefined || closedSegments.length > 0;
}

export function bulkProgress(
  bulk: BulkEntry,
  finishedAtMs: number | undefined,
): NonNullable<JobRecord["bulk"]> {
  const { epoch, brokenShards, brokenBy, batches, recorded } = bulk;
  const live = [...batches.values()].reduce((total, { extra }) => total + extra, 0);
  return {
    epoch,
    brokenShards,
    ...(brokenBy !== undefined && { brokenBy }),
    extra: recorded.extra + live,
    segments: recorded.segments,
    isRecorded: finishedAtMs !== undefined && !hasUnrecorded(bulk),
  };
}

export function roomOf(
  bulk: BulkEntry,
  { transfers }: { readonly transfers: readonly unknown[] },
): Room {
  return {
    batches: Math.max(0, BATCHES_PER_JOB - bulk.batches.size),
    transfers: Math.max(0, TRANSFERS_PER_JOB - transfers.length),
  };
}

/** A batch that is done, or a transfer that ended, joins the segment that is open. */
export function joinSegment(bulk: BulkEntry, member: number | TransferId, nowMs: number): void {
  bulk.openSegment ??= { batches: [], transfers: [], openedAtMs: nowMs };
  const { batches, transfers } = bulk.openSegment;
  if (typeof member === "number") {
    batches.push(member);
  } else {
    transfers.push(member);
  }
  if (batches.length >= SEGMENT_BATCHES || transfers.length >= SEGMENT_TRANSFERS) {
    closeSegment(bulk);
  }
}

/** Whether the open segment may be closed before it is full. */
export function isDue({ openSegment }: BulkEntry, isFinished: boolean, nowMs: number): boolean {
  return (
    openSegment !== undefined && (isFinished || openSegment.openedAtMs <= nowMs - SEGMENT_OPEN_MS)
  );
}

/** Of a cancelled job. What they would have listed is not known, so that it cannot succeed any more. */
export function closeShards(bulk: BulkEntry): void {
  if (bulk.shards.size > 0) {
    bulk.brokenShards += bulk.shards.size;
    bulk.brokenBy = LISTING_CANCELLED;
    bulk.shards.clear();
  }
}

export function closeSegment(bulk: BulkEntry): void {
  const open = bulk.openSegment;
  if (open === undefined) {
    return;
  }
  const batches = open.batches.flatMap((number) => {
    const batch = bulk.batches.get(number);
    return batch === undefined ? [] : [segmentBatchOf(batch)];
  });
  bulk.closedSegments = [
    ...bulk.closedSegments,
    { epoch: bulk.epoch, number: bulk.nextSegment, batches, transfers: open.transfers },
  ];
  bulk.nextSegment += 1;
  bulk.openSegment = undefined;
}

function segmentBatchOf({ number, range, counts, coveredBytes, extra }: LiveBatch): SegmentBatch {
  return { number, range, counts, coveredBytes, extra };
}
