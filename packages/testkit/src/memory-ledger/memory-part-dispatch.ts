import {
  type AttemptStart,
  type DispatchResponse,
  type ErrorCode,
  type InFlightBound,
  type InFlightLimit,
  isTerminal,
  type Job,
  type JobId,
  type PartDispatch,
  type PartReport,
  type PartTask,
  type TaskRef,
  type TenantWork,
  type TransferRef,
  weightOf,
} from "@penstock/core";
import { noteMeasures } from "./memory-measures.ts";
import type { MemoryRecords } from "./memory-records.ts";
import { type TransferEntry, uploadedBytesOf } from "./memory-transfer.ts";
import { workIn } from "./memory-work.ts";

/** Progress of one transfer is an event no more often. */
const PROGRESS_EVERY_MS = 200;

export class MemoryPartDispatch implements PartDispatch {
  readonly #records: MemoryRecords;

  constructor(records: MemoryRecords) {
    this.#records = records;
  }

  async dispatch(tenant: string, report?: PartReport): Promise<DispatchResponse> {
    const { nowMs } = this.#records;
    if (report !== undefined) {
      const jobId = this.#records.entry(report)?.transfer.jobId;
      noteMeasures(this.#records, { tenant, jobId }, report.measures);
    }
    const ended = report && this.#record(report);
    const next = report && this.#records.tenant(tenant).passOn(report);
    const claimed = this.#records.tenant(tenant).claim(nowMs);
    return { ...claimed, next, isLastPart: ended !== undefined, isStored: ended === "stored" };
  }

  async beginAttempt(task: TaskRef): Promise<AttemptStart> {
    return this.#records.tenant(task.tenant).beginAttempt(task);
  }

  async release(task: TaskRef): Promise<void> {
    this.#records.tenant(task.tenant).release(task);
  }

  async noteUntried(ref: TransferRef, code: ErrorCode, claimed?: TaskRef): Promise<void> {
    const entry = this.#records.entry(ref);
    if (entry !== undefined && !isTerminal(entry.transfer.state)) {
      this.#records.noteTrouble(entry, code);
    }
    this.#records.tenant(ref.tenant).noteUntried(claimed);
  }

  async heldParts(tenant: string, heldMs: number, limit: number): Promise<readonly PartTask[]> {
    return this.#records.tenant(tenant).takeHeld(heldMs, limit, this.#records.nowMs);
  }

  async setInFlightLimit(
    tenant: string,
    units: number,
    bound: InFlightBound = "turn",
    of: InFlightLimit["of"] = undefined,
  ): Promise<void> {
    this.#records.tenant(tenant).inFlightLimit = { units, bound, ...(of && { of }) };
  }

  async setClaimLimits(
    tenant: string,
    { set, lifted }: Parameters<PartDispatch["setClaimLimits"]>[1],
  ): Promise<void> {
    this.#records.tenant(tenant).claimLimits.change(set, lifted);
  }

  async setPaused(
    tenant: string,
    jobId: JobId,
    isPaused: boolean,
    inFlight: "ends" | "stops" = "ends",
  ): Promise<void> {
    const { jobs, runQueue } = this.#records.tenant(tenant);
    const job = jobs.get(jobId);
    if (job !== undefined && !job.isCancelled && job.finishedAtMs === undefined) {
      runQueue.setPaused(jobId, isPaused);
      if ((job.isPaused ?? false) !== isPaused) {
        const { events, nowMs } = this.#records;
        events.add(tenant, { kind: "job", jobId, state: isPaused ? "paused" : "resumed" }, nowMs);
      }
      job.isPaused = isPaused;
      job.pausedAtMs = isPaused ? (job.pausedAtMs ?? this.#records.nowMs) : undefined;
      if (isPaused && inFlight === "stops") {
        this.#records.signalStop({ tenant, jobId, why: "paused" });
      }
    }
  }

  async changeJob(before: Job, after: Job): Promise<boolean> {
    const { jobs, runQueue } = this.#records.tenant(after.tenant);
    const entry = jobs.get(after.id);
    const isSame = JSON.stringify(entry?.job) === JSON.stringify(before);
    if (entry === undefined || !isSame || entry.finishedAtMs !== undefined) {
      return false;
    }
    entry.job = after;
    entry.late = after.deadlineMs === undefined ? undefined : entry.late;
    runQueue.setWeight(after.id, weightOf(after, entry.late));
    return true;
  }

  async work(): Promise<readonly TenantWork[]> {
    return workIn(this.#records.tenants);
  }

  #addProgress(entry: TransferEntry, partCount: number): void {
    const { nowMs } = this.#records;
    if (nowMs - entry.progressEventAtMs < PROGRESS_EVERY_MS) {
      return;
    }
    entry.progressEventAtMs = nowMs;
    const { id: transferId, jobId, tenant } = entry.transfer;
    const missingParts = partCount - entry.uploaded.size;
    const uploadedBytes = uploadedBytesOf(entry);
    const progress = { jobId, transferId, missingParts, uploadedBytes };
    this.#records.events.add(tenant, { kind: "progress", ...progress }, nowMs);
  }

  /** What else sends the part: the hedge of any task, or the task that this one is a hedge of. */
  #stopOthers({ tenant, transferId, generation, number, taskPart }: PartReport): void {
    const other = Math.max(0, -taskPart);
    this.#records.signalStop({ tenant, transferId, generation, number, taskPart: other });
  }

  /** Returns what the transfer became when the report uploaded its last missing part. */
  #record(report: PartReport): "completing" | "stored" | undefined {
    const tenant = this.#records.tenant(report.tenant);
    const entry = tenant.missing(report);
    if (entry?.transfer.state.kind !== "uploading") {
      return undefined;
    }
    const { nowMs } = this.#records;
    const { number, etag, checksum, lengthBytes, record } = report;
    entry.uploaded.set(number, {
      number,
      etag,
      lengthBytes,
      ...(checksum !== undefined && { checksum }),
      ...(record !== undefined && { record }),
    });
    if (entry.hedgedGeneration === report.generation) {
      this.#stopOthers(report);
    }
    entry.attempts.delete(report.number);
    entry.waits.delete(report.number);
    entry.changedAtMs = nowMs;
    tenant.jobOf(entry).lastProgressAtMs = nowMs;
    const { upload } = entry.transfer.state;
    if (entry.uploaded.size < upload.plan.partCount) {
      this.#addProgress(entry, upload.plan.partCount);
      return undefined;
    }
    entry.redo = [];
    const { transfer } = entry;
    if (report.put?.previous.revision === transfer.revision) {
      const { next, receipt } = report.put;
      entry.receipt = receipt && JSON.stringify(receipt);
      this.#records.write(entry, next);
      return receipt === undefined ? "completing" : "stored";
    }
    this.#records.write(entry, {
      ...transfer,
      revision: transfer.revision + 1,
      state: { kind: "completing", upload },
    });
    return "completing";
  }
}
