import {
  formatHistoryEntry,
  type HistoryEntry,
  type JobHistory,
  type JobId,
  type JobRange,
  jobIdsFrom,
  parseHistoryEntry,
  type RetryNote,
} from "@penstock/core";
import type { MemoryRecords } from "./memory-records.ts";

export class MemoryJobHistory implements JobHistory {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async addEntries(
    tenant: string,
    entries: readonly HistoryEntry[],
    mode: "keep" | "replace",
  ): Promise<void> {
    const { jobs, history } = this.#records.tenant(tenant);
    for (const entry of entries) {
      if (!jobs.has(entry.jobId) && history.has(entry.jobId) === (mode === "replace")) {
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
    const { history, retriedBy } = this.#records.tenant(tenant);
    for (const entry of entries) {
      if (history.get(entry.jobId) === formatHistoryEntry(entry)) {
        history.delete(entry.jobId);
        retriedBy.delete(entry.jobId);
      }
    }
  }

  async noteRetries(tenant: string, retries: readonly RetryNote[]): Promise<void> {
    const { retriedBy } = this.#records.tenant(tenant);
    for (const { retryOf, jobId } of retries) {
      const known = retriedBy.get(retryOf);
      if (known === undefined || known < jobId) {
        retriedBy.set(retryOf, jobId);
      }
    }
  }

  async supersededBy(
    tenant: string,
    jobIds: readonly JobId[],
  ): Promise<readonly (JobId | undefined)[]> {
    const { retriedBy } = this.#records.tenant(tenant);
    return jobIds.map((jobId) => retriedBy.get(jobId));
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
