import type {
  Clock,
  LiveProcess,
  ProcessPresence,
  WorkerPresence,
  WorkerRegistry,
} from "@penstock/core";
import type { MemoryEventLog } from "./memory-event-log.ts";
import { MemoryPresence } from "./memory-presence.ts";

export class MemoryWorkerRegistry implements WorkerRegistry {
  readonly #clock: Clock;
  readonly #events: MemoryEventLog;
  readonly #workers = new MemoryPresence<WorkerPresence>();
  readonly #processes = new MemoryPresence<ProcessPresence>();
  readonly #drains = new Set<string>();

  constructor(clock: Clock, events: MemoryEventLog) {
    this.#clock = clock;
    this.#events = events;
  }

  clear(): void {
    this.#workers.clear();
    this.#processes.clear();
    this.#drains.clear();
  }

  async announceWorker(worker: WorkerPresence): Promise<void> {
    this.#workers.announce(worker, this.#clock.nowMs());
  }

  async retireWorker(workerId: string): Promise<void> {
    this.#workers.retire(workerId);
  }

  async liveWorkers(): Promise<readonly WorkerPresence[]> {
    this.#workers.forgetSilent(this.#clock.nowMs());
    return this.#workers.all().map(({ id, slots }) => ({ id, slots }));
  }

  async announceProcess(process: ProcessPresence): Promise<{ readonly isAskedToDrain: boolean }> {
    const nowMs = this.#clock.nowMs();
    const before = this.#processes.announce(process, nowMs);
    const { id, role } = process;
    if (before === undefined) {
      const started = { kind: "process", process: id, role, state: "started" } as const;
      this.#events.addSystem(started, nowMs);
    }
    this.#addConnections(before?.leftAlone ?? [], process.leftAlone, id);
    return { isAskedToDrain: this.#drains.has(id) };
  }

  async retireProcess(processId: string): Promise<void> {
    this.#drains.delete(processId);
    if (this.#processes.retire(processId)) {
      const stopped = { kind: "process", process: processId, state: "stopped" } as const;
      this.#events.addSystem(stopped, this.#clock.nowMs());
    }
  }

  async liveProcesses(): Promise<readonly LiveProcess[]> {
    const nowMs = this.#clock.nowMs();
    for (const { id, role } of this.#processes.forgetSilent(nowMs)) {
      this.#events.addSystem({ kind: "process", process: id, role, state: "lost" }, nowMs);
    }
    return this.#processes
      .all()
      .map((process) => ({ ...process, isAskedToDrain: this.#drains.has(process.id) }));
  }

  async askToDrain(processId: string): Promise<boolean> {
    const isKnown = this.#processes.all().some(({ id }) => id === processId);
    if (isKnown) {
      this.#drains.add(processId);
    }
    return isKnown;
  }

  #addConnections(
    before: ProcessPresence["leftAlone"],
    now: ProcessPresence["leftAlone"],
    process: string,
  ): void {
    const add = (connection: string, state: "left-alone" | "used-again") => {
      this.#events.addSystem(
        { kind: "connection", connection, state, process },
        this.#clock.nowMs(),
      );
    };
    const namesBefore = new Set(before.map(({ connection }) => connection));
    const names = new Set(now.map(({ connection }) => connection));
    for (const name of names) {
      if (!namesBefore.has(name)) {
        add(name, "left-alone");
      }
    }
    for (const name of namesBefore) {
      if (!names.has(name)) {
        add(name, "used-again");
      }
    }
  }
}
