import {
  type EndedJob,
  formatHistoryEntry,
  type HistoryEntry,
  type JobHistory,
  type JobId,
  type JobRange,
  jobIdsFrom,
  type Outcome,
  outcomeOf,
  parseHistoryEntry,
  type Retired,
} from "@penstock/core";
import { hasUnrecorded } from "./memory-bulk-job.ts";
import { recordOf } from "./memory-job.ts";
import type { MemoryRecords } from "./memory-records.ts";

export class MemoryJobHistory implements JobHistory {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async endedJobs(
    tenant: string,
    { outcome, endedBeforeMs, offset = 0, limit }: Parameters<JobHistory["endedJobs"]>[1],
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

  async retireJob(tenant: string, jobId: JobId, entry?: HistoryEntry): Promise<Retired> {
    const { jobs, transfers, history, runQueue } = this.#records.tenant(tenant);
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
    }
    return "retired";
  }

  async addEntries(
    tenant: string,
    entries: readonly HistoryEntry[],
    mode: "keep" | "replace",
  ): Promise<void> {
    const { jobs, history } = this.#records.tenant(tenant);
    for (const entry of entries) {
      if (!jobs.has(entry.jobId) && (mode === "replace" || !history.has(entry.jobId))) {
        history.set(entry.jobId, formatHistoryEntry(entry));
      }
    }
  }

  async entries(
    tenant: string,
    jobIds: readonly JobId[],
  ): Promise<readonly (HistoryEntry | undefined)[]> {
    const { history } = this.#records.tenant(tenant);
    return jobIds.map((jobId) => parseHistoryEntry(tenant, history.get(jobId) ?? ""));
  }

  async listEntries(tenant: string, range: JobRange): Promise<readonly HistoryEntry[]> {
    return [...this.#records.tenant(tenant).history.values()]
      .map((text) => parseHistoryEntry(tenant, text))
      .filter((entry) => entry !== undefined)
      .filter(({ jobId }) => isInRange(jobId, range))
      .sort((one, other) => (one.jobId < other.jobId ? 1 : -1))
      .slice(0, range.limit);
  }

  async removeEntries(tenant: string, entries: readonly HistoryEntry[]): Promise<void> {
    const { history } = this.#records.tenant(tenant);
    for (const entry of entries) {
      if (history.get(entry.jobId) === formatHistoryEntry(entry)) {
        history.delete(entry.jobId);
      }
    }
  }

  async readMark(): Promise<string | undefined> {
    return this.#records.historyMark;
  }

  async writeMark(read: string | undefined, mark: string): Promise<boolean> {
    const isSame = this.#records.historyMark === read;
    if (isSame) {
      this.#records.historyMark = mark;
    }
    return isSame;
  }

  /** Those that have nothing are not named anyway. */
  async retireTenants(): Promise<void> {
    await Promise.resolve();
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

/** As the list of a ledger is cut by the ids alone. */
export function isInRange(
  jobId: JobId,
  { cursor, createdFromMs, createdBeforeMs }: Omit<JobRange, "limit">,
): boolean {
  return (
    (cursor === undefined || jobId < cursor) &&
    (createdFromMs === undefined || jobId >= jobIdsFrom(createdFromMs)) &&
    (createdBeforeMs === undefined || jobId < jobIdsFrom(createdBeforeMs))
  );
}
