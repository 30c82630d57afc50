import { openUploadsOfAll } from "@penstock/engine";
import { checkReadiness, createMetrics, readinessView, remarksOf } from "@penstock/process";
import { API_LIMITS, API_ROUTES, type ApiRoute } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { notFound } from "../http/problem.ts";
import { helpPage } from "../http/problem-help.ts";
import { createGate, createSharing } from "../http/shared-runs.ts";
import { addRoute } from "./route.ts";
import { writableNames } from "./upload-routes.ts";

/** What is about the system itself: workers, health, help. */
export function addSystemRoutes(
  app: FastifyInstance,
  { ledger, connections, whyNotReady }: HttpDependencies,
): void {
  addRoute(app, API_ROUTES.index, () => INDEX);
  addRoute(app, API_ROUTES.indexOfV1, () => INDEX);
  addRoute(app, API_ROUTES.listWorkers, async () => ({
    data: (await ledger.workers.liveWorkers()).map(({ id, slots }) => ({ id, slots })),
  }));

  const metrics = createMetrics({
    openUploads: () => openUploadsOfAll(ledger),
    connections: writableNames(connections),
  });
  const gate = createGate(API_LIMITS.scrapesAtOnce);
  const share = createSharing<string>();
  addRoute(app, API_ROUTES.metrics, ({ reply }) => {
    void reply.type(metrics.contentType);
    return gate(() => share("", () => metrics.render()));
  });

  addRoute(app, API_ROUTES.live, () => ({ status: "live" }));

  addRoute(app, API_ROUTES.ready, async ({ reply }) => {
    const [reasons, remarks] = await Promise.all([
      checkReadiness(whyNotReady),
      checkReadiness(async () => [
        ...(await connections.whyUnusable()),
        ...(await remarksOfAll(ledger)),
      ]),
    ]);
    void reply.code(reasons.length === 0 ? 200 : 503);
    return readinessView(reasons, remarks);
  });

  addRoute(app, API_ROUTES.readHelp, ({ params, reply }) => {
    const page = helpPage(params.code);
    if (page === undefined) {
      throw notFound("there is no help for this code");
    }
    void reply.type("text/markdown; charset=utf-8");
    return page;
  });
}

/** What any process of the deployment cannot use or do at the moment. */
async function remarksOfAll({ workers }: HttpDependencies["ledger"]): Promise<readonly string[]> {
  const processes = await workers.liveProcesses();
  return processes.flatMap((process) =>
    remarksOf(process).map((remark) => `${process.role} ${process.id}: ${remark}`),
  );
}

const INDEX = {
  name: "penstock" as const,
  routes: Object.values<ApiRoute>(API_ROUTES).map(({ method, path, summary }) => ({
    method,
    path,
    summary,
  })),
};
