import {
  type LiveProcess,
  takesTasks,
  type WorkerPresence,
  type WorkerRegistry,
} from "@penstock/core";
import { API_ROUTES, type WorkerView } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { notFound } from "../http/problem.ts";
import { addRoute } from "./route.ts";

/** Who moves the bytes. */
export function addWorkerRoutes(app: FastifyInstance, { ledger }: HttpDependencies): void {
  addRoute(app, API_ROUTES.listWorkers, async () => ({ data: await allWorkers(ledger.workers) }));

  addRoute(app, API_ROUTES.drainWorker, async ({ params }) => {
    const isWorker = (each: WorkerView) => each.id === params.id && each.since !== null;
    const isThere = (await allWorkers(ledger.workers)).some(isWorker);
    if (!(isThere && (await ledger.workers.askToDrain(params.id)))) {
      throw notFound("no worker that is alive has this id");
    }
    const worker = (await allWorkers(ledger.workers)).find(isWorker);
    if (worker === undefined) {
      throw notFound("the worker has ended");
    }
    return worker;
  });
}

/** Those that take tasks, and those that drain: these count as workers no more. */
async function allWorkers(registry: WorkerRegistry): Promise<WorkerView[]> {
  const [workers, processes] = await Promise.all([
    registry.liveWorkers(),
    registry.liveProcesses(),
  ]);
  const known = new Map(processes.map((process) => [process.id, process]));
  const taking = new Set(workers.map(({ id }) => id));
  const drain = processes.filter(
    (process) => process.role === "worker" && !takesTasks(process) && !taking.has(process.id),
  );
  return [
    ...workers.map((worker) => viewOf(worker, known.get(worker.id))),
    ...drain.map((process) => viewOf({ id: process.id, slots: slotsOf(process) }, process)),
  ].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function slotsOf({ worker }: LiveProcess): number {
  return worker?.slots ?? 0;
}

function viewOf({ id, slots }: WorkerPresence, process: LiveProcess | undefined): WorkerView {
  const { host, version, sinceMs, seenAtMs, worker, drain, isAskedToDrain } = process ?? {};
  return {
    ...{ id, slots, busy: worker?.busy ?? null },
    state: drain ?? (isAskedToDrain === true ? "draining" : "working"),
    ...{ host: host ?? null, version: version ?? null },
    ...{ since: toTime(sinceMs), lastSeen: toTime(seenAtMs) },
    loopPercent: worker === undefined ? null : Math.round(worker.loopShare * 100),
    moving: (worker?.moving ?? []).map(({ jobId, slots: busy, units, bytes }) => ({
      ...{ jobId, slots: busy, units, bytes },
    })),
  };
}

function toTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
