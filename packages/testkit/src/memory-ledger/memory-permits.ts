import type {
  BatchRef,
  BatchTask,
  JobId,
  PartRef,
  TaskRef,
  TransferId,
  TransferRef,
} from "@penstock/core";

/** Of a task, for the part that it has got to. */
export type PartPermit = { part: PartRef; readonly taskPart: number; atMs: number };

export type InFlight = { readonly transferId?: TransferId; readonly jobId?: JobId };

/** What is in flight in one tenant: parts and batches, each of which counts as one. */
export class MemoryPermits {
  readonly #parts = new Map<string, PartPermit>();
  readonly #batches = new Map<string, { readonly task: BatchTask; atMs: number }>();

  get size(): number {
    return this.#parts.size + this.#batches.size;
  }

  /** Everything that is in flight. */
  all(): readonly InFlight[] {
    const parts = [...this.#parts.values()].map(({ part: { transferId } }) => ({ transferId }));
    return [...parts, ...[...this.#batches.values()].map(({ task: { jobId } }) => ({ jobId }))];
  }

  addPart(part: PartRef, taskPart: number, atMs: number): void {
    this.#parts.set(partName({ ...part, taskPart }), { part, taskPart, atMs });
  }

  ofPart(task: TaskRef): PartPermit | undefined {
    return this.#parts.get(partName(task));
  }

  /** Returns whether there was one. */
  dropPart(task: TaskRef): boolean {
    return this.#parts.delete(partName(task));
  }

  dropParts({ transferId }: Pick<TransferRef, "transferId">): void {
    for (const [name, { part }] of this.#parts) {
      if (part.transferId === transferId) {
        this.#parts.delete(name);
      }
    }
  }

  takeHeldParts(heldMs: number, limit: number, nowMs: number): readonly PartPermit[] {
    return takeHeld(this.#parts, heldMs, limit, nowMs);
  }

  heldSince(atMs: number): readonly PartPermit[] {
    return [...this.#parts.values()]
      .filter((permit) => permit.atMs <= atMs)
      .sort((one, other) => one.atMs - other.atMs);
  }

  addBatch(task: BatchTask, atMs: number): void {
    this.#batches.set(batchName(task), { task, atMs });
  }

  hasBatch(ref: BatchRef): boolean {
    return this.#batches.has(batchName(ref));
  }

  dropBatch(ref: BatchRef): void {
    this.#batches.delete(batchName(ref));
  }

  takeHeldBatches(heldMs: number, limit: number, nowMs: number): readonly BatchTask[] {
    return takeHeld(this.#batches, heldMs, limit, nowMs).map(({ task }) => task);
  }
}

function takeHeld<Permit extends { atMs: number }>(
  permits: ReadonlyMap<string, Permit>,
  heldMs: number,
  limit: number,
  nowMs: number,
): readonly Permit[] {
  const due = [...permits.values()].filter(({ atMs }) => atMs <= nowMs - heldMs).slice(0, limit);
  for (const permit of due) {
    permit.atMs = nowMs;
  }
  return due;
}

function partName({ transferId, generation, taskPart }: TaskRef): string {
  return `${transferId}/${generation}/${taskPart}`;
}

function batchName({ jobId, epoch, number }: BatchRef): string {
  return `${jobId}/${epoch}/${number}`;
}
