import {
  BATCHES_PER_JOB,
  type Cause,
  type FailureCount,
  intendedChanges,
  type Job,
  type JobId,
  type JobQuota,
  type KeyRange,
  type ListedPiece,
  type ListingStore,
  type Opening,
  type OpenListing,
  type Shard,
  splitRange,
  TRANSFERS_PER_JOB,
  type Transfer,
} from "@penstock/core";
import { type BulkEntry, closeShards, NO_ROWS, newBulkEntry, roomOf } from "./memory-bulk-job.ts";
import { type JobEntry, newJobEntry } from "./memory-job.ts";
import type { MemoryRecords } from "./memory-records.ts";
import { newEntry } from "./memory-transfer.ts";

const MAX_OPEN_SHARDS = 256;

type BulkJob = { readonly entry: JobEntry; readonly bulk: BulkEntry };

export class MemoryListingStore implements ListingStore {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async openListing(job: Job, opening: Opening, quota?: JobQuota): Promise<void> {
    const { nowMs } = this.#records;
    const tenant = this.#records.tenant(job.tenant);
    const before = tenant.jobs.get(job.id);
    if (before !== undefined && (before.bulk?.epoch ?? opening.epoch) >= opening.epoch) {
      return;
    }
    const bulk = newBulkEntry(opening, nowMs);
    if (before === undefined) {
      tenant.assertQuota(job, quota);
      const event = { kind: "job", jobId: job.id, state: "created" } as const;
      this.#records.events.add(job.tenant, event, nowMs);
    } else {
      tenant.dropJob(before);
    }
    const entry = newJobEntry(job, bulk);
    tenant.runQueue.setWeight(job.id, job.weight);
    tenant.jobs.set(job.id, entry);
    this.#addTransfers(entry, opening.transfers);
    if (before?.isCancelled === true || opening.isCancelled === true) {
      entry.isCancelled = true;
      tenant.cancelling.add(job.id);
      closeShards(bulk);
    }
    this.#records.finishIfNothingIsPending(entry);
  }

  async readListing(tenant: string, jobId: JobId): Promise<OpenListing | undefined> {
    const found = this.#find(tenant, jobId);
    if (found === undefined || found.bulk.shards.size === 0) {
      return undefined;
    }
    const { entry, bulk } = found;
    return {
      job: entry.job,
      epoch: bulk.epoch,
      wanted: this.#records.tenant(tenant).runQueue.isPaused(jobId) ? "pause" : "run",
      shards: [...bulk.shards.values()],
      nextBatch: bulk.nextBatch,
      nextShard: bulk.nextShard,
      room: roomOf(bulk, entry),
    };
  }

  async addListed(tenant: string, jobId: JobId, piece: ListedPiece): Promise<boolean> {
    const found = this.#find(tenant, jobId);
    const shard = this.#openShard(found, piece.shard, piece);
    const isNew = ({ id }: Transfer) => !this.#records.tenant(tenant).transfers.has(id);
    const large = piece.large.filter(isNew);
    if (found === undefined || shard === undefined || !fits(found, piece, large)) {
      return false;
    }
    const { entry, bulk } = found;
    this.#addBatches(found, piece);
    this.#addTransfers(entry, large);
    if (piece.isEnd) {
      bulk.shards.delete(shard.number);
    } else {
      bulk.shards.set(shard.number, { ...shard, after: piece.taken });
    }
    bulk.unlisted.delete(shard.number);
    bulk.listedAtMs = this.#records.nowMs;
    if (piece.batches.length + large.length > 0) {
      this.#records.noteEntries(entry);
    }
    this.#records.finishIfNothingIsPending(entry);
    return true;
  }

  async splitShard(
    tenant: string,
    jobId: JobId,
    { epoch, number, middle }: Parameters<ListingStore["splitShard"]>[2],
  ): Promise<boolean> {
    const bulk = this.#find(tenant, jobId)?.bulk;
    const shard = bulk?.epoch === epoch ? bulk.shards.get(number) : undefined;
    const halves = shard && splitRange(shard, middle);
    if (bulk === undefined || halves === undefined || bulk.shards.size >= MAX_OPEN_SHARDS) {
      return false;
    }
    bulk.shards.set(number, { ...halves[0], number });
    bulk.shards.set(bulk.nextShard, { ...halves[1], number: bulk.nextShard });
    bulk.nextShard += 1;
    return true;
  }

  async noteUnlisted(
    tenant: string,
    jobId: JobId,
    { epoch, number }: { readonly epoch: number; readonly number: number },
    { cause, counts }: Parameters<ListingStore["noteUnlisted"]>[3],
  ): Promise<FailureCount> {
    const found = this.#find(tenant, jobId);
    if (found?.bulk.epoch !== epoch || !found.bulk.shards.has(number)) {
      return { attempts: 0, waits: 0 };
    }
    const { attempts, waits } = found.bulk.unlisted.get(number) ?? { attempts: 0, waits: 0 };
    const count = counts ? { attempts: attempts + 1, waits: 0 } : { attempts, waits: waits + 1 };
    found.bulk.unlisted.set(number, count);
    this.#records.noteBulkTrouble(found.entry, cause.code);
    return count;
  }

  async breakShard(
    tenant: string,
    jobId: JobId,
    shard: Shard & { readonly epoch: number },
    cause: Cause,
  ): Promise<void> {
    const found = this.#find(tenant, jobId);
    const open = this.#openShard(found, shard.number, shard);
    if (found === undefined || open === undefined) {
      return;
    }
    const { entry, bulk } = found;
    bulk.shards.delete(open.number);
    bulk.brokenShards += 1;
    bulk.brokenBy = cause;
    const { nowMs } = this.#records;
    entry.lastFailure = { atMs: nowMs, code: cause.code };
    const broken = { kind: "listing-broken", jobId, code: cause.code } as const;
    this.#records.events.add(tenant, broken, nowMs);
    this.#records.finishIfNothingIsPending(entry);
  }

  async listable(tenant: string, idleMs: number, limit: number): Promise<readonly JobId[]> {
    const { nowMs } = this.#records;
    const { jobs, runQueue } = this.#records.tenant(tenant);
    const due = [...jobs.values()]
      .flatMap((entry) => (entry.bulk === undefined ? [] : [{ entry, bulk: entry.bulk }]))
      .filter(({ entry, bulk }) => {
        const room = roomOf(bulk, entry);
        const hasRoom = room.batches > 0 && room.transfers > 0;
        const isIdle = bulk.listedAtMs <= nowMs - idleMs;
        return bulk.shards.size > 0 && hasRoom && isIdle && !runQueue.isPaused(entry.job.id);
      })
      .sort((one, other) => one.bulk.listedAtMs - other.bulk.listedAtMs)
      .slice(0, limit);
    for (const { bulk } of due) {
      bulk.listedAtMs = nowMs;
    }
    return due.map(({ entry }) => entry.job.id);
  }

  #find(tenant: string, jobId: JobId): BulkJob | undefined {
    const entry = this.#records.tenant(tenant).jobs.get(jobId);
    return entry?.bulk && { entry, bulk: entry.bulk };
  }

  /** The shard, if it stands where its planner believes, and ends there. */
  #openShard(
    found: BulkJob | undefined,
    number: number,
    { epoch, after, to }: KeyRange & { readonly epoch: number },
  ): Shard | undefined {
    const shard = found?.bulk.epoch === epoch ? found.bulk.shards.get(number) : undefined;
    return shard?.after === after && shard.to === to ? shard : undefined;
  }

  #addBatches({ entry, bulk }: BulkJob, { batches }: ListedPiece): void {
    const { id, tenant } = entry.job;
    for (const { range, entries, sizeBytes } of batches) {
      const number = bulk.nextBatch;
      bulk.nextBatch += 1;
      bulk.batches.set(number, {
        ...{ number, range, sizeBytes, left: entries },
        ...{ state: "queued", dueAtMs: 0, attempt: 0, silent: 0 },
        ...{ counts: NO_ROWS, coveredBytes: 0, extra: 0, rows: [], troubleRows: [] },
      });
      this.#records.tenant(tenant).runQueue.put(id, number);
    }
  }

  #addTransfers(entry: JobEntry, transfers: readonly Transfer[]): void {
    const { nowMs } = this.#records;
    const tenant = this.#records.tenant(entry.job.tenant);
    tenant.uploads.apply(transfers.flatMap(intendedChanges), nowMs);
    for (const transfer of transfers) {
      const added = newEntry(transfer, nowMs);
      tenant.transfers.set(transfer.id, added);
      entry.transfers.push(added);
    }
  }
}

function fits(
  { entry, bulk }: BulkJob,
  { batches }: ListedPiece,
  large: readonly Transfer[],
): boolean {
  return (
    bulk.batches.size + batches.length <= BATCHES_PER_JOB &&
    entry.transfers.length + large.length <= TRANSFERS_PER_JOB
  );
}
