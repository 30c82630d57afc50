import { type DeadlineStore, type Job, type JobRef, type Late, weightOf } from "@penstock/core";
import type { MemoryRecords } from "./memory-records.ts";

export class MemoryDeadlineStore implements DeadlineStore {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async jobsWithDeadline(limit: number): Promise<readonly JobRef[]> {
    return [...this.#records.tenants].flatMap(([tenant, { jobs }]) =>
      [...jobs.values()]
        .filter(
          ({ job, finishedAtMs }) => job.deadlineMs !== undefined && finishedAtMs === undefined,
        )
        .sort((one, other) => (one.job.deadlineMs ?? 0) - (other.job.deadlineMs ?? 0))
        .slice(0, limit)
        .map(({ job }) => ({ tenant, jobId: job.id })),
    );
  }

  async noteLate(job: Job, late: Late | undefined): Promise<boolean> {
    const { jobs, runQueue } = this.#records.tenant(job.tenant);
    const entry = jobs.get(job.id);
    const isSame = JSON.stringify(entry?.job) === JSON.stringify(job);
    if (entry === undefined || !isSame || entry.isCancelled || entry.finishedAtMs !== undefined) {
      return false;
    }
    if ((entry.late === undefined) !== (late === undefined)) {
      const state = late === undefined ? "in-time" : "late";
      const event = { kind: "deadline", jobId: job.id, state } as const;
      this.#records.events.add(job.tenant, event, this.#records.nowMs);
    }
    entry.late = late;
    runQueue.setWeight(job.id, weightOf(job, late));
    return true;
  }
}
