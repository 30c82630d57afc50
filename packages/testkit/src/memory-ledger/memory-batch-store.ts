import type {
  BatchRef,
  BatchReport,
  BatchReported,
  BatchStart,
  BatchStore,
  BatchTask,
} from "@penstock/core";
import { addRows, type BulkEntry, joinSegment, type LiveBatch, sumOf } from "./memory-bulk-job.ts";
import type { JobEntry } from "./memory-job.ts";
import { noteMeasures } from "./memory-measures.ts";
import type { MemoryRecords } from "./memory-records.ts";

type Held = { readonly entry: JobEntry; readonly bulk: BulkEntry; readonly batch: LiveBatch };
type Go = Extract<BatchStart, { kind: "go" }>;

export class MemoryBatchStore implements BatchStore {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async beginBatch(ref: BatchRef): Promise<BatchStart> {
    const held = this.#held(ref);
    if (held === undefined) {
      return { kind: "skip" };
    }
    const tenant = this.#records.tenant(ref.tenant);
    if (tenant.runQueue.isPaused(ref.jobId)) {
      tenant.permits.dropBatch(ref);
      tenant.putBatch(ref.jobId, held.batch);
      return { kind: "skip" };
    }
    return this.#begin(held, ref);
  }

  async reportBatch(report: BatchReport): Promise<BatchReported> {
    const held = this.#held(report);
    if (held === undefined || held.batch.attempt !== report.attempt) {
      return { isCounted: false };
    }
    checkSum(held.batch, report);
    this.#count(held, report);
    const tenant = this.#records.tenant(report.tenant);
    tenant.permits.dropBatch(report);
    noteMeasures(this.#records, report, report.measures);
    this.#leave(held, report.left.length === 0 ? undefined : report.delayMs);
    this.#records.noteEntries(held.entry);
    this.#records.finishIfNothingIsPending(held.entry);
    const next = report.wantsAnother ? this.#continue(report) : undefined;
    return { isCounted: true, ...(next !== undefined && { next }) };
  }

  async releaseBatch(
    ref: BatchRef & { readonly attempt: number; readonly delayMs: number },
  ): Promise<void> {
    const held = this.#held(ref);
    if (held !== undefined && held.batch.attempt === ref.attempt) {
      held.batch.silent = 0;
      this.#records.tenant(ref.tenant).permits.dropBatch(ref);
      this.#leave(held, ref.delayMs);
    }
  }

  async heldBatches(tenant: string, heldMs: number, limit: number): Promise<readonly BatchTask[]> {
    return this.#records.tenant(tenant).permits.takeHeldBatches(heldMs, limit, this.#records.nowMs);
  }

  #held(ref: BatchRef): Held | undefined {
    const { jobs, permits } = this.#records.tenant(ref.tenant);
    const entry = jobs.get(ref.jobId);
    const bulk = entry?.bulk?.epoch === ref.epoch ? entry.bulk : undefined;
    const batch = bulk?.batches.get(ref.number);
    return entry && bulk && batch?.state === "held" && permits.hasBatch(ref)
      ? { entry, bulk, batch }
      : undefined;
  }

  #begin({ entry, batch }: Held, ref: BatchRef): Go {
    const lost = batch.silent;
    const isFirst = batch.attempt === 0;
    batch.attempt = Math.max(batch.attempt + 1, this.#records.nowMs);
    batch.silent += 1;
    this.#records.tenant(ref.tenant).permits.addBatch(taskOf(ref), this.#records.nowMs);
    const { job, isCancelled } = entry;
    entry.lastProgressAtMs ??= this.#records.nowMs;
    if (isFirst) {
      this.#records.noteEntries(entry);
    }
    const { attempt, left: entries, range } = batch;
    return { kind: "go", job, attempt, lost, entries, range, isCancelled };
  }

  #count({ entry, batch }: Held, report: BatchReport): void {
    const { counts, coveredBytes, extra, rows, troubleRows, left, retries, cause } = report;
    const { nowMs } = this.#records;
    batch.silent = 0;
    batch.left = left;
    batch.counts = addRows(batch.counts, counts);
    batch.coveredBytes += coveredBytes;
    batch.extra += extra;
    batch.rows.push(...(rows.length > 0 ? [rows] : []));
    batch.troubleRows.push(...(troubleRows.length > 0 ? [troubleRows] : []));
    entry.retries += retries;
    if (sumOf(counts) > 0) {
      entry.lastProgressAtMs = nowMs;
    }
    if (cause !== undefined) {
      this.#records.noteBulkTrouble(entry, cause.code);
    }
  }

  /** Where a batch goes whose permit is over: without a delay it is done. */
  #leave({ entry, bulk, batch }: Held, delayMs: number | undefined): void {
    const { nowMs } = this.#records;
    if (delayMs === undefined) {
      batch.state = "done";
      joinSegment(bulk, batch.number, nowMs);
      return;
    }
    // What else is said of this attempt does not count, also once the batch is claimed again and not yet begun.
    batch.attempt += 1;
    if (delayMs > 0) {
      batch.state = "waiting";
      batch.dueAtMs = nowMs + delayMs;
    } else {
      this.#records.tenant(entry.job.tenant).putBatch(entry.job.id, batch);
    }
  }

  /** The permit of the batch that was reported goes to the next one of its job. */
  #continue({ tenant, jobId, epoch }: BatchReport): BatchReported["next"] {
    const number = this.#records.tenant(tenant).takeNextBatch(jobId);
    if (number === undefined) {
      return undefined;
    }
    const task = { tenant, jobId, epoch, number };
    this.#records.tenant(tenant).permits.addBatch(task, this.#records.nowMs);
    const held = this.#held(task);
    return held && { task, start: this.#begin(held, task) };
  }
}

function taskOf({ tenant, jobId, epoch, number }: BatchRef): BatchTask {
  return { tenant, jobId, epoch, number };
}

/** An entry that is in no row, or in two, would make the counts of its job a lie. */
function checkSum({ left: before }: LiveBatch, { counts, left, extra, number }: BatchReport): void {
  const more = sumOf(counts) + left.length - before.length;
  if (more !== 0 && more !== extra) {
    throw new RangeError(
      `of ${before.length} entries of batch ${number}, ${sumOf(counts)} have rows and ${left.length} are left`,
    );
  }
}
