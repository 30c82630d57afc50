import {
  type AttemptFailure,
  type AttemptStart,
  type DispatchResponse,
  type FailureCount,
  isTerminal,
  type JobId,
  type PartNumber,
  type PartPlan,
  type PartRef,
  type PartReport,
  type PartTask,
  partRange,
  partTaskOf,
  type Step,
  type TaskRef,
  type TenantWork,
  type Transfer,
  type TransferId,
  type TransferRef,
  toPartNumber,
  type UploadedPart,
} from "@penstock/core";
import type { JobEntry } from "./memory-job.ts";
import type { TransferEntry } from "./memory-transfer.ts";
import { MemoryUploads } from "./memory-uploads.ts";

/** Of a task, for the part that it has got to. */
type Permit = { part: PartRef; readonly taskPart: PartNumber; atMs: number };

/** The claim of a part is its first attempt. */
const CLAIM = 1;

const DEFAULT_IN_FLIGHT_LIMIT = 64;
const CLAIMS_PER_CALL = 256;

/** One tenant of the memory ledger: its records, its run queue of transfers and its permits. */
export class MemoryTenant {
  readonly jobs = new Map<JobId, JobEntry>();
  readonly transfers = new Map<TransferId, TransferEntry>();
  /** What is left of jobs that are not held any more, as text. */
  readonly history = new Map<JobId, string>();
  readonly #permits = new Map<string, Permit>();
  readonly cancelling = new Set<JobId>();
  readonly paused = new Set<JobId>();
  /** Those that may be open at a store. */
  readonly uploads = new MemoryUploads();
  inFlightLimit = DEFAULT_IN_FLIGHT_LIMIT;
  #runQueue: TransferId[] = [];

  jobOf({ transfer }: TransferEntry): JobEntry {
    const job = this.jobs.get(transfer.jobId);
    if (job === undefined) {
      throw new Error(`the transfer ${transfer.id} has no job`);
    }
    return job;
  }

  /** What the sweep looks at first. */
  get work(): Omit<TenantWork, "tenant"> {
    const open = [...this.transfers.values()].filter(({ transfer }) => !isTerminal(transfer.state));
    return {
      inFlight: this.#permits.size,
      queuedTransfers: this.#runQueue.length,
      openTransfers: open.length,
      bulkJobs: 0,
      cancellingJobs: this.cancelling.size,
      inFlightLimit: this.inFlightLimit,
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

  /** A transfer is on the run queue at most once, or it would get two turns in each round. */
  putOnRunQueue(id: TransferId): void {
    if (!this.#runQueue.includes(id)) {
      this.#runQueue.push(id);
    }
  }

  dropPermits({ transferId }: TransferRef): void {
    for (const [name, { part }] of this.#permits) {
      if (part.transferId === transferId) {
        this.#permits.delete(name);
      }
    }
  }

  /** The part that a task has got to. */
  currentPart(task: TaskRef): PartRef {
    return this.#permits.get(nameOf(task))?.part ?? { ...task, number: task.taskPart };
  }

  release(task: TaskRef): void {
    const part = this.currentPart(task);
    if (this.#permits.delete(nameOf(task))) {
      this.#putBack(part);
    }
  }

  /** What becomes of the permit of a task that reported a part: its worker may continue with another one. */
  passOn(report: PartReport): PartNumber | undefined {
    const permit = this.#permits.get(nameOf(report));
    const entry = this.transfers.get(report.transferId);
    if (permit === undefined || !report.wantsAnother || !isUploading(entry, report)) {
      this.release(report);
      return undefined;
    }
    const isMissing = !entry.uploaded.has(permit.part.number);
    const number = isMissing ? permit.part.number : takePart(entry);
    if (number === undefined) {
      this.#permits.delete(nameOf(report));
    } else {
      permit.part = { ...permit.part, number };
    }
    return number;
  }

  takeHeld(heldMs: number, limit: number, nowMs: number): readonly PartTask[] {
    const due = [...this.#permits].filter(([, { atMs }]) => atMs <= nowMs - heldMs).slice(0, limit);
    return due.flatMap(([name, permit]) => {
      permit.atMs = nowMs;
      const transfer = this.missing(permit.part)?.transfer;
      if (transfer?.state.kind === "uploading") {
        const { part, taskPart } = permit;
        return [partTaskOf(transfer, transfer.state.upload, part.number, taskPart)];
      }
      this.#permits.delete(name);
      return [];
    });
  }

  #putBack(part: PartRef): void {
    const entry = this.missing(part);
    if (entry !== undefined) {
      entry.redo.push(part.number);
      this.putOnRunQueue(part.transferId);
    }
  }

  /** At most so many as one call may claim: more may be left. */
  claim(nowMs: number): Omit<DispatchResponse, "next" | "isLastPart" | "isStored"> {
    const tasks: PartTask[] = [];
    while (tasks.length < CLAIMS_PER_CALL && this.#permits.size < this.inFlightLimit) {
      const id = this.#runQueue.shift();
      if (id === undefined) {
        break;
      }
      const task = this.#claimTurn(id);
      if (task !== undefined) {
        this.#permits.set(nameOf(task), { part: task, taskPart: task.taskPart, atMs: nowMs });
        tasks.push(task);
      }
    }
    const isFull = this.#permits.size >= this.inFlightLimit;
    const hasMore = tasks.length === CLAIMS_PER_CALL && !isFull;
    const bound = isFull ? "in-flight-limit" : "nothing";
    return {
      tasks,
      batches: [],
      hasMore,
      boundBy: hasMore ? undefined : bound,
      retryAfterMs: undefined,
    };
  }

  #claimTurn(id: TransferId): PartTask | undefined {
    const entry = this.transfers.get(id);
    if (entry?.transfer.state.kind !== "uploading") {
      return undefined;
    }
    const { upload } = entry.transfer.state;
    const number = takePart(entry);
    if (entry.nextPart <= upload.plan.partCount || entry.redo.length > 0) {
      this.#runQueue.push(id);
    }
    return number && partTaskOf(entry.transfer, upload, number);
  }
}

function isUploading(
  entry: TransferEntry | undefined,
  { generation }: TaskRef,
): entry is TransferEntry {
  const transfer = entry?.transfer;
  return transfer?.state.kind === "uploading" && transfer.generation === generation;
}

export function newEntry(transfer: Transfer, nowMs: number): TransferEntry {
  return {
    transfer,
    changedAtMs: nowMs,
    plan: undefined,
    nextPart: 1,
    redo: [],
    uploaded: new Map(),
    attempts: new Map(),
    waits: new Map(),
    failures: [],
    receipt: undefined,
    progressEventAtMs: 0,
  };
}

/** In number order. */
export function uploadedPartsOf({ uploaded }: TransferEntry): readonly UploadedPart[] {
  return [...uploaded.values()]
    .map(({ number, etag, checksum }) => ({
      number,
      etag,
      ...(checksum !== undefined && { checksum }),
    }))
    .sort((one, other) => one.number - other.number);
}

const FAILURES_KEPT = 100;

/** The newest ones only. */
export function keepFailure({ failures }: TransferEntry, failure: AttemptFailure): void {
  failures.push(failure);
  failures.splice(0, failures.length - FAILURES_KEPT);
}

export function countFailure(
  { attempts, waits }: TransferEntry,
  step: Step,
  counts: boolean,
): FailureCount {
  const isPart = typeof step === "number";
  const before = attempts.get(step) ?? (isPart ? CLAIM : 0);
  const change = isPart ? (counts ? 0 : -1) : counts ? 1 : 0;
  attempts.set(step, Math.max(0, before + change));
  waits.set(step, counts ? 0 : (waits.get(step) ?? 0) + 1);
  return { attempts: attempts.get(step) ?? 0, waits: waits.get(step) ?? 0 };
}

/** As if these parts were uploaded, and all the others had been dispatched. */
export function restoreParts(
  entry: TransferEntry,
  plan: PartPlan,
  parts: readonly UploadedPart[],
): void {
  Object.assign(entry, { plan, nextPart: plan.partCount + 1 });
  entry.attempts.clear();
  entry.waits.clear();
  for (const part of parts) {
    const { lengthBytes } = partRange(plan, part.number);
    entry.uploaded.set(part.number, { ...part, lengthBytes });
  }
}

/** The next part that is neither uploaded nor dispatched. */
function takePart(entry: TransferEntry): PartNumber | undefined {
  let number: PartNumber | undefined;
  do {
    number = nextPart(entry);
  } while (number !== undefined && entry.uploaded.has(number));
  return number;
}

function nextPart(entry: TransferEntry): PartNumber | undefined {
  const again = entry.redo.shift();
  if (again !== undefined || entry.nextPart > (entry.plan?.partCount ?? 0)) {
    return again;
  }
  entry.nextPart += 1;
  return toPartNumber(entry.nextPart - 1);
}

function nameOf({ transferId, generation, taskPart }: TaskRef): string {
  return `${transferId}/${generation}/${taskPart}`;
}
