import {
  type AttemptStart,
  type BatchTask,
  type ClaimLimit,
  DEFAULT_IN_FLIGHT_LIMIT,
  type DispatchResponse,
  type InFlightLimit,
  isTerminal,
  type Job,
  type JobId,
  type JobQuota,
  type PartNumber,
  type PartRef,
  type PartReport,
  type PartTask,
  partTaskOf,
  quotaExceeded,
  type TaskRef,
  type TenantWork,
  type Transfer,
  type TransferId,
  toPartNumber,
  turnCost,
} from "@penstock/core";
import { hasUnrecorded, type LiveBatch } from "./memory-bulk-job.ts";
import { MemoryClaimLimits } from "./memory-claim-limits.ts";
import type { JobEntry } from "./memory-job.ts";
import { MemoryPermits } from "./memory-permits.ts";
import { MemoryRunQueue } from "./memory-run-queue.ts";
import { CLAIM, type TransferEntry, takePart } from "./memory-transfer.ts";
import { MemoryUploads } from "./memory-uploads.ts";

const CLAIMS_PER_CALL = 256;

type Claims = Omit<DispatchResponse, "next" | "isLastPart" | "isStored">;

/** One tenant of the memory ledger: its records, its run queue and its permits. */
export class MemoryTenant {
  readonly jobs = new Map<JobId, JobEntry>();
  readonly transfers = new Map<TransferId, TransferEntry>();
  /** What is left of jobs that are not held any more, as text. */
  readonly history = new Map<JobId, string>();
  /** Jobs that were tried again, by what. */
  readonly retriedBy = new Map<JobId, JobId>();
  readonly permits = new MemoryPermits();
  readonly runQueue = new MemoryRunQueue();
  readonly cancelling = new Set<JobId>();
  /** Those that may be open at a store. */
  readonly uploads = new MemoryUploads();
  inFlightLimit: InFlightLimit | undefined;
  readonly claimLimits = new MemoryClaimLimits(this);

  jobOf({ transfer }: TransferEntry): JobEntry {
    const job = this.jobs.get(transfer.jobId);
    if (job === undefined) {
      throw new Error(`the transfer ${transfer.id} has no job`);
    }
    return job;
  }

  get openJobs(): number {
    return [...this.jobs.values()].filter(({ finishedAtMs }) => finishedAtMs === undefined).length;
  }

  /** Of a job that is to be added. */
  assertQuota({ tenant }: Job, quota: JobQuota | undefined): void {
    if (quota !== undefined && this.openJobs >= quota.jobs) {
      throw quotaExceeded(tenant, quota);
    }
  }

  /** What the sweep looks at first. */
  get work(): Omit<TenantWork, "tenant"> {
    const open = [...this.transfers.values()].filter(({ transfer }) => !isTerminal(transfer.state));
    const bulk = [...this.jobs.values()].filter(
      (job) =>
        job.bulk !== undefined && (job.finishedAtMs === undefined || hasUnrecorded(job.bulk)),
    );
    return {
      inFlight: this.permits.size,
      queuedTransfers: this.runQueue.length,
      openTransfers: open.length,
      openJobs: this.openJobs,
      bulkJobs: bulk.length,
      cancellingJobs: this.cancelling.size,
      inFlightLimit: this.inFlightLimit,
      claimLimits: this.claimLimits.use(this.runQueue.jobs),
    };
  }

  /** The transfer of a part that may are still uploaded: its generation is uploading and lacks it. */
  missing(part: PartRef): TransferEntry | undefined {
    const entry = this.transfers.get(part.transferId);
    return entry?.transfer.state.kind === "uploading" &&
      entry.transfer.generation === part.generation &&
      !entry.uploaded.has(part.number)
      ? entry
      : undefined;
  }

  beginAttempt(task: TaskRef): AttemptStart {
    const part = this.currentPart(task);
    const entry = this.missing(part);
    if (entry === undefined) {
      return { kind: "skip" };
    }
    const attempt = (entry.attempts.get(part.number) ?? CLAIM) + 1;
    entry.attempts.set(part.number, attempt);
    return { kind: "go", number: part.number, attempt };
  }

  noteUntried(claimed: TaskRef | undefined): void {
    if (claimed === undefined) {
      return;
    }
    const part = this.currentPart(claimed);
    const attempts = this.missing(part)?.attempts;
    if (attempts?.has(part.number) === false) {
      attempts.set(part.number, 0);
    }
  }

  takeIdle(idleMs: number, limit: number, nowMs: number): readonly Transfer[] {
    const idle = [...this.transfers.values()]
      .filter((entry) => !isTerminal(entry.transfer.state) && entry.changedAtMs <= nowMs - idleMs)
      .sort((one, other) => one.changedAtMs - other.changedAtMs)
      .slice(0, limit);
    for (const entry of idle) {
      entry.changedAtMs = nowMs;
    }
    return idle.map(({ transfer }) => transfer);
  }

  changedSince(sinceMs: number): readonly Transfer[] {
    return [...this.transfers.values()]
      .filter((entry) => !isTerminal(entry.transfer.state) && entry.changedAtMs >= sinceMs)
      .sort((one, other) => one.changedAtMs - other.changedAtMs)
      .map(({ transfer }) => transfer);
  }

  putOnRunQueue({ jobId, id }: Transfer): void {
    this.runQueue.put(jobId, id);
  }

  putBatch(job: JobId, batch: LiveBatch): void {
    batch.state = "queued";
    this.runQueue.put(job, batch.number);
  }

  /** The next batch of a job for a worker that has a permit for it. */
  takeNextBatch(job: JobId): number | undefined {
    const isFull = this.claimLimits.fullLimit(job) !== undefined;
    const number = isFull ? undefined : this.runQueue.takeBatch(job);
    const batch = number === undefined ? undefined : this.#queued(job, number);
    if (batch !== undefined) {
      batch.state = "held";
    }
    return batch?.number;
  }

  /** All that the ledger has of a job whose epoch is over, and what is in flight of it. */
  dropJob({ job, bulk, transfers }: JobEntry): void {
    for (const number of bulk?.batches.keys() ?? []) {
      this.permits.dropBatch({
        ...{ tenant: job.tenant, jobId: job.id, number },
        epoch: bulk?.epoch ?? 0,
      });
    }
    for (const { transfer } of transfers) {
      this.permits.dropParts({ transferId: transfer.id });
      this.transfers.delete(transfer.id);
    }
    this.runQueue.clear(job.id);
    this.jobs.delete(job.id);
  }

  /** The part that a task has got to. */
  currentPart(task: TaskRef): PartRef {
    return (
      this.permits.ofPart(task)?.part ?? {
        ...task,
        number: toPartNumber(Math.max(1, task.taskPart)),
      }
    );
  }

  release(task: TaskRef): void {
    const part = this.currentPart(task);
    if (this.permits.dropPart(task)) {
      this.#putBack(part);
    }
  }

  /** What becomes of the permit of a task that reported a part: its worker may continue with another one. */
  passOn(report: PartReport): PartNumber | undefined {
    const permit = this.permits.ofPart(report);
    const entry = this.transfers.get(report.transferId);
    if (permit === undefined || !report.wantsAnother || !isUploading(entry, report)) {
      this.release(report);
      return undefined;
    }
    const isMissing = !entry.uploaded.has(permit.part.number);
    const number = isMissing ? permit.part.number : takePart(entry);
    if (number === undefined) {
      this.permits.dropPart(report);
    } else {
      permit.part = { ...permit.part, number };
      entry.owedBytes += report.lengthBytes;
    }
    return number;
  }

  takeHeld(heldMs: number, limit: number, nowMs: number): readonly PartTask[] {
    return this.permits.takeHeldParts(heldMs, limit, nowMs).flatMap(({ part, taskPart }) => {
      const transfer = this.missing(part)?.transfer;
      if (transfer?.state.kind === "uploading") {
        return [partTaskOf(transfer, transfer.state.upload, part.number, taskPart)];
      }
      this.permits.dropPart({ ...part, taskPart });
      return [];
    });
  }

  #putBack(part: PartRef): void {
    const entry = this.missing(part);
    if (entry !== undefined) {
      entry.redo.push(part.number);
      this.putOnRunQueue(entry.transfer);
    }
  }

  /** At most so many as one call may claim: more may be left. */
  claim(nowMs: number): Claims {
    const dueAtMs = this.#queueDue(nowMs);
    const tasks: PartTask[] = [];
    const batches: BatchTask[] = [];
    const count = () => tasks.length + batches.length;
    const first: InFlightLimit = { units: DEFAULT_IN_FLIGHT_LIMIT, bound: "turn" };
    const limit = this.inFlightLimit ?? first;
    const isFull = (job: JobId) => this.fullLimit(job) !== undefined;
    while (count() < CLAIMS_PER_CALL && this.permits.size < limit.units) {
      const turn = this.runQueue.take(isFull);
      if (turn === undefined) {
        break;
      }
      const { job, unit } = turn;
      if (typeof unit === "number") {
        batches.push(...this.#claimBatch(job, unit, nowMs));
      } else {
        tasks.push(...this.#claimPart(job, unit, nowMs));
      }
    }
    const isAtLimit = this.permits.size >= limit.units;
    const hasMore = count() === CLAIMS_PER_CALL && !isAtLimit;
    const [full] = this.runQueue.jobs.flatMap((job) => this.fullLimit(job) ?? []);
    const rest = this.runQueue.hasPaused ? "paused" : (full?.bound ?? "nothing");
    const boundBy = isAtLimit ? limit.bound : rest;
    const isWaiting = !hasMore && boundBy === "nothing" && dueAtMs !== undefined;
    return {
      ...{ tasks, batches, hasMore },
      boundBy: hasMore ? undefined : boundBy,
      retryAfterMs: isWaiting ? dueAtMs - nowMs : undefined,
    };
  }

  /** What lets a job have no more: a limit of its own, or that all of its uploads are at theirs. */
  fullLimit(job: JobId): ClaimLimit | undefined {
    const units = this.runQueue.unitsOf(job);
    const full = units.flatMap((unit) =>
      typeof unit === "number" ? [] : (this.claimLimits.fullUploadLimit(unit) ?? []),
    );
    const areUploadsFull = units.length > 0 && full.length === units.length;
    return this.claimLimits.fullLimit(job) ?? (areUploadsFull ? full[0] : undefined);
  }

  #claimPart(job: JobId, id: TransferId, nowMs: number): readonly PartTask[] {
    const entry = this.transfers.get(id);
    if (entry?.transfer.state.kind !== "uploading") {
      return [];
    }
    const { upload } = entry.transfer.state;
    if (this.claimLimits.fullUploadLimit(id) !== undefined) {
      this.putOnRunQueue(entry.transfer);
      return [];
    }
    const number = takePart(entry);
    if (entry.nextPart <= upload.plan.partCount || entry.redo.length > 0) {
      this.putOnRunQueue(entry.transfer);
    }
    if (number === undefined) {
      return [];
    }
    const task = partTaskOf(entry.transfer, upload, number);
    this.permits.addPart(task, number, nowMs);
    const bytes = task.range.lengthBytes + entry.owedBytes;
    entry.owedBytes = 0;
    this.runQueue.charge(job, turnCost({ bytes, objects: 1 }));
    return [task];
  }

  #claimBatch(jobId: JobId, number: number, nowMs: number): readonly BatchTask[] {
    const batch = this.#queued(jobId, number);
    const entry = this.jobs.get(jobId);
    if (batch === undefined || entry?.bulk === undefined) {
      return [];
    }
    batch.state = "held";
    const task = { tenant: entry.job.tenant, jobId, epoch: entry.bulk.epoch, number };
    this.permits.addBatch(task, nowMs);
    const bytes = batch.left.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    this.runQueue.charge(jobId, turnCost({ bytes, objects: batch.left.length }));
    return [task];
  }

  #queued(jobId: JobId, number: number): LiveBatch | undefined {
    const batch = this.jobs.get(jobId)?.bulk?.batches.get(number);
    return batch?.state === "queued" ? batch : undefined;
  }

  /** Batches whose delay is over; returns when the next one is due. */
  #queueDue(nowMs: number): number | undefined {
    const waiting = [...this.jobs.values()]
      .flatMap(({ job, bulk }) =>
        [...(bulk?.batches.values() ?? [])].map((batch) => ({ job, batch })),
      )
      .filter(({ batch }) => batch.state === "waiting")
      .sort((one, other) => one.batch.dueAtMs - other.batch.dueAtMs);
    for (const { job, batch } of waiting) {
      if (batch.dueAtMs > nowMs) {
        return batch.dueAtMs;
      }
      this.putBatch(job.id, batch);
    }
    return undefined;
  }
}

function isUploading(
  entry: TransferEntry | undefined,
  { generation }: TaskRef,
): entry is TransferEntry {
  const transfer = entry?.transfer;
  return transfer?.state.kind === "uploading" && transfer.generation === generation;
}
