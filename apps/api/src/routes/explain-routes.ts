import { isTransferId } from "@penstock/core";
import { explainJob, findJob, partsOfTransfer } from "@penstock/engine";
import { API_ROUTES } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { toPageRequest, toPageView } from "../http/listing.ts";
import { notFound } from "../http/problem.ts";
import {
  toExplainView,
  toPartMapView,
  toPartViews,
  toStatsView,
  workerNames,
} from "./explain-views.ts";
import { toJobId } from "./job-id.ts";
import { actionsOf } from "./job-views.ts";
import { addRoute } from "./route.ts";

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
    const from = Number(cursor ?? 0);
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
