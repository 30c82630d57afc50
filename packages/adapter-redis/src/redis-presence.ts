import type { ProcessPresence, WorkerPresence } from "@penstock/core";
import type { Redis } from "ioredis";
import type { Damage } from "./damage.ts";
import { parseProcesses, parseWorkers } from "./documents.ts";
import { PROCESSES_KEY, WORKERS_KEY } from "./ledger-keys.ts";
import { Script } from "./script.ts";

const ANNOUNCE = new Script("announce");
const LIVE = new Script("live");

/** Processes announce themselves every few seconds; three words may get lost. */
const TTL_MS = 15_000;

export async function announceWorker(redis: Redis, { id, slots }: WorkerPresence): Promise<void> {
  await ANNOUNCE.run(redis, WORKERS_KEY, id, slots);
}

export async function retireWorker(redis: Redis, id: string): Promise<void> {
  await redis.hdel(WORKERS_KEY, id);
}

export async function liveWorkers(redis: Redis): Promise<readonly WorkerPresence[]> {
  return parseWorkers(await LIVE.run(redis, WORKERS_KEY, TTL_MS));
}

export async function announceProcess(redis: Redis, process: ProcessPresence): Promise<void> {
  await ANNOUNCE.run(redis, PROCESSES_KEY, process.id, JSON.stringify(process));
}

export async function retireProcess(redis: Redis, id: string): Promise<void> {
  await redis.hdel(PROCESSES_KEY, id);
}

export async function liveProcesses(
  redis: Redis,
  damage: Damage,
): Promise<readonly ProcessPresence[]> {
  return parseProcesses(await LIVE.run(redis, PROCESSES_KEY, TTL_MS), damage);
}
