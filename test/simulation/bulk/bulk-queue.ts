import type { BatchTask } from "@penstock/core";
import { between } from "../run/chance.ts";
import type { Ground } from "../run/sim-process.ts";

type Queued = { readonly task: BatchTask; takenAtMs: number | undefined };

/** A task whose worker says nothing for so long is given to another one. */
const LEASE_MS = 15_000;

/** Delivers batches at least once, in any order; what is there is not added again. */
export class BulkQueue {
  readonly #ground: Ground;
  readonly #tasks = new Map<string, Queued>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  get isEmpty(): boolean {
    return this.#tasks.size === 0;
  }

  clear(): void {
    this.#tasks.clear();
  }

  add(task: BatchTask): void {
    const name = nameOf(task);
    const isLost = this.#ground.swarm.strikes("a task is lost on its way to the queue");
    if (!isLost && !this.#tasks.has(name)) {
      this.#tasks.set(name, { task, takenAtMs: undefined });
    }
  }

  take(): BatchTask | undefined {
    const { scheduler, random, swarm } = this.#ground;
    const nowMs = scheduler.nowMs();
    const free = [...this.#tasks.values()].filter(
      ({ takenAtMs }) =>
        takenAtMs === undefined ||
        takenAtMs < nowMs - LEASE_MS ||
        swarm.strikes("a task comes again while it is uploaded"),
    );
    const taken = free[Math.floor(between(random, 0, free.length))];
    if (taken !== undefined) {
      taken.takenAtMs = nowMs;
    }
    return taken?.task;
  }

  end(task: BatchTask): void {
    this.#tasks.delete(nameOf(task));
  }
}

function nameOf({ jobId, epoch, number }: BatchTask): string {
  return `${jobId}-${epoch}-${number}`;
}
