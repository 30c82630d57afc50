import type { WorkerPresence } from "@penstock/core";

const WORKER_TTL_MS = 15_000;

/** The workers of a memory ledger, and when each was last heard of. */
export class MemoryWorkers {
  readonly #workers = new Map<string, { readonly worker: WorkerPresence; readonly atMs: number }>();

  announce(worker: WorkerPresence, atMs: number): void {
    this.#workers.set(worker.id, { worker, atMs });
  }

  retire(workerId: string): void {
    this.#workers.delete(workerId);
  }

  clear(): void {
    this.#workers.clear();
  }

  live(nowMs: number): readonly WorkerPresence[] {
    return [...this.#workers.values()]
      .filter(({ atMs }) => atMs >= nowMs - WORKER_TTL_MS)
      .map(({ worker }) => worker)
      .sort((one, other) => (one.id < other.id ? -1 : 1));
  }
}
