import { isTransferId, scaleFor } from "@penstock/core";
import { demandOf, explainJob, findJob, partsOfTransfer } from "@penstock/engine";
import { API_ROUTES } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { kept } from "../http/kept.ts";
import { toPageRequest, toPageView } from "../http/listing.ts";
import { notFound } from "../http/problem.ts";
import {
  toAutoscaleView,
  toExplainView,
  toPartMapView,
  toPartViews,
  toStatsView,
  workerNames,
} from "./explain-views.ts";
import { toJobId } from "./job-id.ts";
import { actionsOf } from "./job-views.ts";
import { addRoute } from "./route.ts";

/** Scalers ask every few seconds, each API for itself. */
const DEMAND_KEPT_MS = 2000;
/** Numbers of workers whose rate is known; only those count that had no slot to spare. */
const MOST_SEEN = 1000;
const FULL = 0.8;

/** Why a job is not faster, how it was moved, and what its parts are at. */
export function addExplainRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger } = dependencies;

  addRoute(app, API_ROUTES.explainJob, async ({ params, tenant }) => {
    const jobId = toJobId(params.id);
    const { record, explanation } = await explainJob(dependencies, tenant, jobId);
    return toExplainView(jobId, explanation, record === undefined ? [] : actionsOf(record));
  });

  addRoute(app, API_ROUTES.readStats, async ({ params, tenant }) => {
    const jobId = toJobId(params.id);
    await findJob(dependencies, tenant, jobId);
    return toStatsView(jobId, await ledger.measures.readMeasures({ tenant, jobId }));
  });

  addRoute(app, API_ROUTES.readPartMap, async ({ params, tenant }) =>
    toPartMapView(await readParts(tenant, params)),
  );

  addRoute(app, API_ROUTES.listParts, async ({ params, query, tenant }) => {
    const list = `parts of ${params.transferId}`;
    const { limit, cursor } = toPageRequest(query, list);
    const parts = await readParts(tenant, params);
    const from = Number(cursor ?? (query.from ?? 1) - 1);
    const jobId = toJobId(params.id);
    const [measures, processes] = await Promise.all([
      ledger.measures.readMeasures({ tenant, jobId }),
      ledger.workers.liveProcesses(),
    ]);
    const items = toPartViews(parts, { from, limit }, workerNames(measures, processes));
    const isMore = from + limit < parts.states.length;
    const page = { items, nextCursor: isMore ? String(from + limit) : undefined };
    return toPageView(page, list, (part) => part);
  });

  const demand = kept(() => demandOf(dependencies), DEMAND_KEPT_MS, dependencies.clock);
  const seen = new Map<number, number>();
  addRoute(app, API_ROUTES.autoscale, async ({ query }) => {
    const now = await demand();
    const { liveWorkers, busySlots, slots, bytesPerSecond } = now;
    if (busySlots >= slots * FULL && seen.size < MOST_SEEN) {
      seen.set(liveWorkers, Math.max(bytesPerSecond, seen.get(liveWorkers) ?? 0));
    }
    const samples = [...seen].map(([workers, rate]) => ({ workers, bytesPerSecond: rate }));
    const wanted = { targetSeconds: query.drainSeconds, most: query.most };
    return toAutoscaleView(now, scaleFor(now, samples, wanted));
  });

  async function readParts(
    tenant: string,
    { id, transferId }: { readonly id: string; readonly transferId: string },
  ) {
    const jobId = toJobId(id);
    if (!isTransferId(transferId)) {
      throw notFound(`"${transferId}" is not the id of a transfer`);
    }
    return await partsOfTransfer(dependencies, { tenant, jobId }, transferId);
  }
}
