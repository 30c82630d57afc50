import {
  intendedChanges,
  type Job,
  type JobEventState,
  type JobId,
  type JobQuota,
  type JobRange,
  type JobRecord,
  type JobStore,
  type Page,
  type PageRequest,
  type TenantEvent,
  type Transfer,
} from "@penstock/core";
import { closeShards } from "./memory-bulk-job.ts";
import { newJobEntry, recordOf } from "./memory-job.ts";
import { isInRange } from "./memory-job-history.ts";
import type { MemoryRecords } from "./memory-records.ts";
import { newEntry } from "./memory-transfer.ts";
import { tenantsIn } from "./memory-work.ts";

export class MemoryJobStore implements JobStore {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async createJob(job: Job, transfers: readonly Transfer[], quota?: JobQuota): Promise<void> {
    const tenant = this.#records.tenant(job.tenant);
    if (tenant.jobs.has(job.id)) {
      return;
    }
    tenant.assertQuota(job, quota);
    const { nowMs } = this.#records;
    const entries = transfers.map((transfer) => newEntry(transfer, nowMs));
    tenant.uploads.apply(transfers.flatMap(intendedChanges), nowMs);
    for (const entry of entries) {
      tenant.transfers.set(entry.transfer.id, entry);
    }
    const entry = newJobEntry(job);
    tenant.runQueue.setWeight(job.id, job.weight);
    entry.transfers.push(...entries);
    tenant.jobs.set(job.id, entry);
    this.#records.events.add(job.tenant, eventOf(job, "created"), nowMs);
    this.#records.finishIfNothingIsPending(entry);
  }

  async readJob(tenant: string, jobId: JobId): Promise<JobRecord | undefined> {
    const entry = this.#records.tenant(tenant).jobs.get(jobId);
    return entry === undefined ? undefined : recordOf(entry);
  }

  async readJobs(
    tenant: string,
    jobIds: readonly JobId[],
  ): Promise<readonly (JobRecord | undefined)[]> {
    return Promise.all(jobIds.map((jobId) => this.readJob(tenant, jobId)));
  }

  async listJobs(tenant: string, range: JobRange): Promise<Page<JobRecord>> {
    const { limit } = range;
    const entries = [...this.#records.tenant(tenant).jobs.values()]
      .filter(({ job }) => isInRange(job.id, range))
      .sort((one, other) => (one.job.id < other.job.id ? 1 : -1));
    const shown = entries.slice(0, limit);
    return {
      items: shown.map(recordOf),
      nextCursor: entries.length > limit ? shown.at(-1)?.job.id : undefined,
    };
  }

  async listTransfers(
    tenant: string,
    jobId: JobId,
    { limit, cursor }: PageRequest,
  ): Promise<Page<Transfer>> {
    const entries = this.#records.tenant(tenant).jobs.get(jobId)?.transfers ?? [];
    const from = Number(cursor ?? 0);
    return {
      items: entries.slice(from, from + limit).map(({ transfer }) => transfer),
      nextCursor: entries.length > from + limit ? String(from + limit) : undefined,
    };
  }

  async markCancelled(tenant: string, jobId: JobId): Promise<void> {
    const entry = this.#records.tenant(tenant).jobs.get(jobId);
    if (entry === undefined) {
      return;
    }
    if (!entry.isCancelled) {
      entry.isCancelled = true;
      this.#records.events.add(tenant, eventOf(entry.job, "cancelling"), this.#records.nowMs);
    }
    this.#records.tenant(tenant).cancelling.add(jobId);
    this.#records.tenant(tenant).runQueue.setPaused(jobId, false);
    this.#records.signalStop({ tenant, jobId, why: "cancelled" });
    if (entry.bulk !== undefined && entry.bulk.shards.size > 0) {
      closeShards(entry.bulk);
      this.#records.finishIfNothingIsPending(entry);
    }
  }

  async cancelling(tenant: string): Promise<readonly JobId[]> {
    return [...this.#records.tenant(tenant).cancelling];
  }

  async endCancelling(tenant: string, jobId: JobId): Promise<void> {
    this.#records.tenant(tenant).cancelling.delete(jobId);
  }

  /** Nothing is counted ahead, so the counts cannot be wrong. */
  async replaceCounts(): Promise<boolean> {
    return false;
  }

  async tenants(): Promise<readonly string[]> {
    return tenantsIn(this.#records.tenants);
  }
}

function eventOf({ id: jobId }: Job, state: JobEventState): TenantEvent {
  return { kind: "job", jobId, state };
}
