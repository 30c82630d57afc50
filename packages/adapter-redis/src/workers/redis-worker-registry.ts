import type { LiveProcess, ProcessPresence, WorkerPresence, WorkerRegistry } from "@penstock/core";
import { SYSTEM_PREFIX } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { parseProcesses, parseWorkers } from "./presence-documents.ts";

const drain = new Script("workers/drain");
const announce = new Script("workers/announce");
const live = new Script("workers/live");
const retire = new Script("workers/retire");

/** Processes announce themselves every few seconds; three words may get lost. */
const TTL_MS = 15_000;

export class RedisWorkerRegistry implements WorkerRegistry {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async announceWorker({ id, slots }: WorkerPresence): Promise<void> {
    await this.#run(announce, "workers", id, slots);
  }

  async retireWorker(workerId: string): Promise<void> {
    await this.#run(retire, "workers", workerId);
  }

  async liveWorkers(): Promise<readonly WorkerPresence[]> {
    return parseWorkers(await this.#run(live, "workers", TTL_MS));
  }

  async announceProcess(process: ProcessPresence): Promise<{ readonly isAskedToDrain: boolean }> {
    const reply = await this.#run(announce, "processes", process.id, JSON.stringify(process));
    return { isAskedToDrain: reply === 1 };
  }

  async retireProcess(processId: string): Promise<void> {
    await this.#run(retire, "processes", processId);
  }

  async liveProcesses(): Promise<readonly LiveProcess[]> {
    const reply = await this.#run(live, "processes", TTL_MS);
    return parseProcesses(reply, this.#calls.damage);
  }

  async askToDrain(processId: string): Promise<boolean> {
    const isKnown = this.#calls.ask((redis) => drain.run(redis, SYSTEM_PREFIX, processId));
    return (await isKnown) === 1;
  }

  #run(
    script: Script,
    kind: "workers" | "processes",
    ...args: readonly (string | number)[]
  ): Promise<unknown> {
    return this.#calls.ask((redis) => script.run(redis, SYSTEM_PREFIX, kind, ...args));
  }
}
