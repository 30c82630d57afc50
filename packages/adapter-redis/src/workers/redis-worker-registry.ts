import type { ProcessPresence, WorkerPresence, WorkerRegistry } from "@penstock/core";
import { parseProcesses, parseWorkers } from "../documents.ts";
import { PROCESSES_KEY, WORKERS_KEY } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";

const announce = new Script("workers/announce");
const live = new Script("workers/live");

/** Processes announce themselves every few seconds; three words may get lost. */
const TTL_MS = 15_000;

export class RedisWorkerRegistry implements WorkerRegistry {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async announceWorker({ id, slots }: WorkerPresence): Promise<void> {
    await this.#calls.ask((redis) => announce.run(redis, WORKERS_KEY, id, slots));
  }

  async retireWorker(workerId: string): Promise<void> {
    await this.#calls.ask((redis) => redis.hdel(WORKERS_KEY, workerId));
  }

  async liveWorkers(): Promise<readonly WorkerPresence[]> {
    return parseWorkers(await this.#calls.ask((redis) => live.run(redis, WORKERS_KEY, TTL_MS)));
  }

  async announceProcess(process: ProcessPresence): Promise<void> {
    const json = JSON.stringify(process);
    await this.#calls.ask((redis) => announce.run(redis, PROCESSES_KEY, process.id, json));
  }

  async retireProcess(processId: string): Promise<void> {
    await this.#calls.ask((redis) => redis.hdel(PROCESSES_KEY, processId));
  }

  async liveProcesses(): Promise<readonly ProcessPresence[]> {
    const reply = await this.#calls.ask((redis) => live.run(redis, PROCESSES_KEY, TTL_MS));
    return parseProcesses(reply, this.#calls.damage);
  }
}
