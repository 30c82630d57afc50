import {
  BATCHES_PER_JOB,
  type ClosedSegment,
  type JobId,
  type RowSegmentId,
  type RowStore,
  TRANSFERS_PER_JOB,
  type UnrecordedRows,
} from "@penstock/core";
import {
  addRows,
  type BulkEntry,
  closeSegment,
  isDue,
  type LiveBatch,
  roomOf,
} from "./memory-bulk-job.ts";
import { type JobEntry, transferCounts, transferProgress } from "./memory-job.ts";
import type { MemoryRecords } from "./memory-records.ts";

export class MemoryRowStore implements RowStore {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async recordable(tenant: string, idleMs: number, limit: number): Promise<readonly JobId[]> {
    const { nowMs } = this.#records;
    const due = [...this.#records.tenant(tenant).jobs.values()]
      .flatMap((entry) => (entry.bulk === undefined ? [] : [{ entry, bulk: entry.bulk }]))
      .filter(
        ({ entry, bulk }) =>
          bulk.offeredAtMs <= nowMs - idleMs &&
          (bulk.closedSegments.length > 0 || isDue(bulk, isFinished(entry), nowMs)),
      )
      .sort((one, other) => one.bulk.offeredAtMs - other.bulk.offeredAtMs)
      .slice(0, limit);
    for (const { bulk } of due) {
      bulk.offeredAtMs = nowMs;
    }
    return due.map(({ entry }) => entry.job.id);
  }

  async closeSegments(tenant: string, jobId: JobId): Promise<readonly ClosedSegment[]> {
    const entry = this.#entry(tenant, jobId);
    if (entry?.bulk === undefined) {
      return [];
    }
    if (isDue(entry.bulk, isFinished(entry), this.#records.nowMs)) {
      closeSegment(entry.bulk);
    }
    return entry.bulk.closedSegments;
  }

  async segmentRows(
    tenant: string,
    jobId: JobId,
    segment: RowSegmentId,
  ): ReturnType<RowStore["segmentRows"]> {
    const bulk = this.#entry(tenant, jobId)?.bulk;
    const closed = bulk && closedOf(bulk, segment);
    if (bulk === undefined || closed === undefined) {
      return undefined;
    }
    const batches = batchesOf(bulk, closed);
    return {
      rows: batches.flatMap(({ rows }) => rows),
      troubleRows: batches.flatMap(({ troubleRows }) => troubleRows),
    };
  }

  async forgetSegment(tenant: string, jobId: JobId, segment: RowSegmentId): Promise<boolean> {
    const entry = this.#entry(tenant, jobId);
    const bulk = entry?.bulk;
    const closed = bulk && closedOf(bulk, segment);
    if (entry === undefined || bulk === undefined || closed === undefined) {
      return false;
    }
    const hadRoom = hasHalf(roomOf(bulk, entry));
    this.#forgetTransfers(tenant, entry, bulk, closed);
    forgetBatches(bulk, closed);
    bulk.closedSegments = bulk.closedSegments.filter((each) => each !== closed);
    bulk.recorded.segments += 1;
    return !hadRoom && hasHalf(roomOf(bulk, entry)) && bulk.shards.size > 0;
  }

  async unrecordedRows(tenant: string, jobId: JobId): Promise<UnrecordedRows | undefined> {
    const bulk = this.#entry(tenant, jobId)?.bulk;
    return (
      bulk && {
        epoch: bulk.epoch,
        batches: [...bulk.batches.values()]
          .filter(({ rows }) => rows.length > 0)
          .map(({ number, rows }) => ({ number, rows: [...rows] }))
          .sort((one, other) => one.number - other.number),
        transfers: [...bulk.closedSegments, bulk.openSegment].flatMap(
          (segment) => segment?.transfers ?? [],
        ),
      }
    );
  }

  #entry(tenant: string, jobId: JobId): JobEntry | undefined {
    return this.#records.tenant(tenant).jobs.get(jobId);
  }

  #forgetTransfers(
    tenant: string,
    entry: JobEntry,
    { recorded }: BulkEntry,
    { transfers }: ClosedSegment,
  ): void {
    const ended = entry.transfers.filter(({ transfer }) => transfers.includes(transfer.id));
    const { stored, skipped, failed, aborted } = transferCounts(ended);
    recorded.counts = addRows(recorded.counts, { stored, skipped, failed, aborted });
    const [more, before] = [transferProgress(ended), recorded.transfers];
    recorded.transfers = {
      bytesTotal: before.bytesTotal + more.bytesTotal,
      bytesStored: before.bytesStored + more.bytesStored,
      partsTotal: before.partsTotal + more.partsTotal,
      partsStored: before.partsStored + more.partsStored,
    };
    for (const { transfer } of ended) {
      this.#records.tenant(tenant).transfers.delete(transfer.id);
    }
    entry.transfers.splice(
      0,
      entry.transfers.length,
      ...entry.transfers.filter((each) => !ended.includes(each)),
    );
  }
}

function forgetBatches(bulk: BulkEntry, closed: ClosedSegment): void {
  const { recorded } = bulk;
  for (const { number, counts, coveredBytes, sizeBytes, extra } of batchesOf(bulk, closed)) {
    recorded.counts = addRows(recorded.counts, counts);
    recorded.coveredBytes += coveredBytes;
    recorded.sizeBytes += sizeBytes;
    recorded.extra += extra;
    bulk.batches.delete(number);
  }
}

function batchesOf(bulk: BulkEntry, { batches }: ClosedSegment): readonly LiveBatch[] {
  return batches.flatMap(({ number }) => bulk.batches.get(number) ?? []);
}

function closedOf(
  { closedSegments }: BulkEntry,
  { epoch, number }: RowSegmentId,
): ClosedSegment | undefined {
  return closedSegments.find((each) => each.epoch === epoch && each.number === number);
}

function isFinished({ finishedAtMs }: JobEntry): boolean {
  return finishedAtMs !== undefined;
}

/** Half of what a job may have under way. */
function hasHalf({ batches, transfers }: ReturnType<typeof roomOf>): boolean {
  return batches >= BATCHES_PER_JOB / 2 && transfers >= TRANSFERS_PER_JOB / 2;
}
