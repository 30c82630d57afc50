import {
  type AttemptFailure,
  type FailureCount,
  isTerminal,
  type JobId,
  type LandedPart,
  type PartNumber,
  type PartPlan,
  type PartRef,
  type PartReport,
  type PartTask,
  partRange,
  partTaskOf,
  type Step,
  type Transfer,
  type TransferId,
  type TransferRef,
  toPartNumber,
} from "@penstock/core";
import type { JobEntry } from "./memory-job.ts";
import { MemoryUploads } from "./memory-uploads.ts";

export type TransferEntry = {
  transfer: Transfer;
  changedAtMs: number;
  /** Of this generation's upload, also after the transfer left `uploading`. */
  plan: PartPlan | undefined;
  /** The first part that was not handed out yet. */
  nextPart: number;
  redo: PartNumber[];
  readonly landed: Map<PartNumber, PartReport>;
  readonly attempts: Map<Step, number>;
  /** The newest failures in a row that did not count. */
  readonly waits: Map<Step, number>;
  readonly failures: AttemptFailure[];
};

/** The claim of a part is its first attempt. */
export const CLAIM = 1;

const DEFAULT_WINDOW = 64;
const CLAIMS_PER_CALL = 256;

/** One tenant of the memory ledger: its records, its ring of transfers and its credits. */
export class MemoryTenant {
  readonly jobs = new Map<JobId, JobEntry>();
  readonly transfers = new Map<TransferId, TransferEntry>();
  /** Credits by the name of their part. */
  readonly held = new Map<string, { readonly part: PartRef; atMs: number }>();
  /** Those that may be open at a store. */
  readonly uploads = new MemoryUploads();
  window = DEFAULT_WINDOW;
  #ring: TransferId[] = [];

  jobOf({ transfer }: TransferEntry): JobEntry {
    const job = this.jobs.get(transfer.jobId);
    if (job === undefined) {
      throw new Error(`the transfer ${transfer.id} has no job`);
    }
    return job;
  }

  /** The transfer of a part that may still land: its generation is uploading and lacks it. */
  missing(part: PartRef): TransferEntry | undefined {
    const entry = this.transfers.get(part.transferId);
    return entry?.transfer.state.kind === "uploading" &&
      entry.transfer.generation === part.generation &&
      !entry.landed.has(part.number)
      ? entry
      : undefined;
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

  /** A transfer is on the ring at most once, or it would get two turns in each round. */
  putOnRing(id: TransferId): void {
    this.#ring = [...this.#ring.filter((other) => other !== id), id];
  }

  stopParts({ transferId }: TransferRef): void {
    for (const [name, { part }] of this.held) {
      if (part.transferId === transferId) {
        this.held.delete(name);
      }
    }
  }

  /** @returns whether the part held a credit */
  giveBack(part: PartRef): boolean {
    return this.held.delete(nameOf(part));
  }

  claim(nowMs: number): readonly PartTask[] {
    const tasks: PartTask[] = [];
    while (tasks.length < CLAIMS_PER_CALL && this.held.size < this.window) {
      const id = this.#ring.shift();
      if (id === undefined) {
        break;
      }
      const task = this.#claimTurn(id);
      if (task !== undefined) {
        this.held.set(nameOf(task), { part: task, atMs: nowMs });
        tasks.push(task);
      }
    }
    return tasks;
  }

  #claimTurn(id: TransferId): PartTask | undefined {
    const entry = this.transfers.get(id);
    if (entry?.transfer.state.kind !== "uploading") {
      return undefined;
    }
    const { upload } = entry.transfer.state;
    let task: PartTask | undefined;
    do {
      const number = nextPart(entry, upload.plan);
      task = number === undefined ? undefined : partTaskOf(entry.transfer, upload, number);
    } while (task !== undefined && (entry.landed.has(task.number) || this.held.has(nameOf(task))));
    if (entry.nextPart <= upload.plan.partCount || entry.redo.length > 0) {
      this.#ring.push(id);
    }
    return task;
  }
}

export function newEntry(transfer: Transfer, nowMs: number): TransferEntry {
  return {
    transfer,
    changedAtMs: nowMs,
    plan: undefined,
    nextPart: 1,
    redo: [],
    landed: new Map(),
    attempts: new Map(),
    waits: new Map(),
    failures: [],
  };
}

/** In number order. */
export function landedPartsOf({ landed }: TransferEntry): readonly LandedPart[] {
  return [...landed.values()]
    .map(({ number, etag, checksum }) => ({
      number,
      etag,
      ...(checksum !== undefined && { checksum }),
    }))
    .sort((one, other) => one.number - other.number);
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

/** As if these parts had landed, and all the others had been handed out. */
export function restoreParts(
  entry: TransferEntry,
  plan: PartPlan,
  parts: readonly LandedPart[],
): void {
  const { id: transferId, tenant, generation } = entry.transfer;
  Object.assign(entry, { plan, nextPart: plan.partCount + 1 });
  entry.attempts.clear();
  entry.waits.clear();
  for (const part of parts) {
    const { lengthBytes } = partRange(plan, part.number);
    entry.landed.set(part.number, { ...part, tenant, transferId, generation, lengthBytes });
  }
}

function nextPart(entry: TransferEntry, { partCount }: PartPlan): PartNumber | undefined {
  const again = entry.redo.shift();
  if (again !== undefined || entry.nextPart > partCount) {
    return again;
  }
  entry.nextPart += 1;
  return toPartNumber(entry.nextPart - 1);
}

function nameOf({ transferId, generation, number }: PartRef): string {
  return `${transferId}/${generation}/${number}`;
}
