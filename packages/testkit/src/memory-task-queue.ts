import type {
  BatchTask,
  FinalizeTask,
  ListingTask,
  PartTask,
  TaskQueue,
  Transfer,
  TransferRef,
} from "@penstock/core";

/**
 * Tasks in memory, in the order in which they came. A task that waits already is not added again;
 * one that was taken may be.
 */
export class MemoryTaskQueue implements TaskQueue {
  readonly #plans = new Map<string, TransferRef>();
  readonly #listings = new Map<string, ListingTask>();
  readonly #parts = new Map<string, PartTask>();
  readonly #batches = new Map<string, BatchTask>();
  readonly #finalizes = new Map<string, TransferRef>();

  async addPlan(transfer: Transfer): Promise<void> {
    add(this.#plans, `${transfer.id}-${transfer.generation}`, refOf(transfer));
  }

  async addListing({ tenant, jobId }: ListingTask): Promise<void> {
    add(this.#listings, jobId, { tenant, jobId });
  }

  async addParts(tasks: readonly PartTask[]): Promise<void> {
    for (const task of tasks) {
      add(this.#parts, `${task.transferId}-${task.generation}-${task.taskPart}`, task);
    }
  }

  async addBatches(tasks: readonly BatchTask[]): Promise<void> {
    for (const task of tasks) {
      add(this.#batches, `${task.jobId}-${task.epoch}-${task.number}`, task);
    }
  }

  async addFinalize({ tenant, transferId, generation, action }: FinalizeTask): Promise<void> {
    add(this.#finalizes, `${transferId}-${generation}-${action}`, { tenant, transferId });
  }

  get plans(): readonly TransferRef[] {
    return [...this.#plans.values()];
  }

  get parts(): readonly PartTask[] {
    return [...this.#parts.values()];
  }

  get batches(): readonly BatchTask[] {
    return [...this.#batches.values()];
  }

  get finalizes(): readonly TransferRef[] {
    return [...this.#finalizes.values()];
  }

  get listings(): readonly ListingTask[] {
    return [...this.#listings.values()];
  }

  /** The oldest plan task, which no longer waits then. */
  takePlan(): TransferRef | undefined {
    return take(this.#plans);
  }

  takeListing(): ListingTask | undefined {
    return take(this.#listings);
  }

  takePart(): PartTask | undefined {
    return take(this.#parts);
  }

  takeBatch(): BatchTask | undefined {
    return take(this.#batches);
  }

  takeFinalize(): TransferRef | undefined {
    return take(this.#finalizes);
  }
}

function add<Task>(tasks: Map<string, Task>, name: string, task: Task): void {
  if (!tasks.has(name)) {
    tasks.set(name, task);
  }
}

function take<Task>(tasks: Map<string, Task>): Task | undefined {
  for (const [name, task] of tasks) {
    tasks.delete(name);
    return task;
  }
  return undefined;
}

function refOf({ tenant, id }: Transfer): TransferRef {
  return { tenant, transferId: id };
}
