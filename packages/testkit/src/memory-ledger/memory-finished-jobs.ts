import {
  type EndedJob,
  type FinishedJobs,
  formatHistoryEntry,
  type JobRecords,
  type Outcome,
  outcomeOf,
  type RecordsRange,
  type Retired,
  type RetiringJob,
} from "@penstock/core";
import { hasUnrecorded } from "./memory-bulk-job.ts";
import { recordOf } from "./memory-job.ts";
import type { MemoryRecords } from "./memory-records.ts";

export class MemoryFinishedJobs implements FinishedJobs {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async endedJobs(
    tenant: string,
    { outcome, endedBeforeMs, offset = 0, limit }: Parameters<FinishedJobs["endedJobs"]>[1],
  ): Promise<readonly EndedJob[]> {
    return this.#ended(tenant, outcome)
      .filter(({ endedAtMs }) => endedAtMs < endedBeforeMs)
      .slice(offset, offset + limit);
  }

  async countEnded(tenant: string): Promise<Readonly<Record<Outcome, number>>> {
    return {
      succeeded: this.#ended(tenant, "succeeded").length,
      failed: this.#ended(tenant, "failed").length,
    };
  }

  async readRecords(
    tenant: string,
    ranges: readonly RecordsRange[],
  ): Promise<readonly JobRecords[]> {
    return ranges.map(({ jobId, from, until }) => {
      const entries = this.#records.tenant(tenant).jobs.get(jobId)?.transfers ?? [];
      const records = entries.slice(from, until).map(({ transfer, failures, receipt }) => ({
        transfer,
        failures: [...failures],
        receipt: receipt === undefined ? undefined : JSON.parse(receipt),
      }));
      return { records, next: undefined };
    });
  }

  async retireJobs(tenant: string, jobs: readonly RetiringJob[]): Promise<readonly Retired[]> {
    return jobs.map((job) => this.#retire(tenant, job));
  }

  /** Nothing is listed ahead, so nothing can be missing. */
  async indexEnded(): Promise<undefined> {
    await Promise.resolve();
  }

  #retire(tenant: string, { jobId, entry }: RetiringJob): Retired {
    const { jobs, transfers, history, runQueue, retriedBy } = this.#records.tenant(tenant);
    const job = jobs.get(jobId);
    if (job === undefined) {
      return "retired";
    }
    if (job.finishedAtMs === undefined || (job.bulk !== undefined && hasUnrecorded(job.bulk))) {
      return "kept";
    }
    for (const { transfer } of job.transfers) {
      transfers.delete(transfer.id);
    }
    jobs.delete(jobId);
    runQueue.forget(jobId);
    if (entry !== undefined) {
      history.set(jobId, formatHistoryEntry(entry));
    } else {
      retriedBy.delete(jobId);
    }
    return "retired";
  }

  #ended(tenant: string, wanted: Outcome): readonly EndedJob[] {
    return [...this.#records.tenant(tenant).jobs.values()]
      .flatMap((entry) => {
        const { job, finishedAtMs } = entry;
        return finishedAtMs === undefined || outcomeOf(recordOf(entry)) !== wanted
          ? []
          : [{ jobId: job.id, endedAtMs: finishedAtMs }];
      })
      .sort((one, other) => one.endedAtMs - other.endedAtMs || (one.jobId < other.jobId ? -1 : 1));
  }
}
