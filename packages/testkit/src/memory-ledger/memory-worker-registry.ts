import type { Clock, ProcessPresence, WorkerPresence, WorkerRegistry } from "@penstock/core";
import { MemoryPresence } from "./memory-presence.ts";

export class MemoryWorkerRegistry implements WorkerRegistry {
  readonly #clock: Clock;
  readonly #workers = new MemoryPresence<WorkerPresence>();
  readonly #processes = new MemoryPresence<ProcessPresence>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  clear(): void {
    this.#workers.clear();
    this.#processes.clear();
  }

  async announceWorker(worker: WorkerPresence): Promise<void> {
    this.#workers.announce(worker, this.#clock.nowMs());
  }

  async retireWorker(workerId: string): Promise<void> {
    this.#workers.retire(workerId);
  }

  async liveWorkers(): Promise<readonly WorkerPresence[]> {
    return this.#workers.live(this.#clock.nowMs());
  }

  async announceProcess(process: ProcessPresence): Promise<void> {
    this.#processes.announce(process, this.#clock.nowMs());
  }

  async retireProcess(processId: string): Promise<void> {
    this.#processes.retire(processId);
  }

  async liveProcesses(): Promise<readonly ProcessPresence[]> {
    return this.#processes.live(this.#clock.nowMs());
  }
}
