import { openUploadsOfAll } from "@penstock/engine";
import { checkReadiness, createMetrics, readinessView } from "@penstock/process";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "./http-server.ts";
import { notFound } from "./problem.ts";
import { helpPage } from "./problem-help.ts";
import { writableNames } from "./upload-routes.ts";

/** What is about the system itself: workers, health, help. */
export function addSystemRoutes(
  app: FastifyInstance,
  { ledger, connections, whyNotReady }: HttpDependencies,
): void {
  app.get("/v1/workers", async () => ({ data: await ledger.liveWorkers() }));

  const metrics = createMetrics({
    openUploads: () => openUploadsOfAll(ledger),
    connections: writableNames(connections),
  });
  app.get("/metrics", async (_request, reply) => {
    void reply.type(metrics.contentType);
    return metrics.render();
  });

  app.get("/healthz/live", () => ({ status: "live" }));

  app.get("/healthz/ready", async (_request, reply) => {
    const reasons = await checkReadiness(whyNotReady);
    void reply.code(reasons.length === 0 ? 200 : 503);
    return readinessView(reasons);
  });

  app.get<{ Params: { readonly code: string } }>("/problems/:code", (request, reply) => {
    const page = helpPage(request.params.code);
    if (page === undefined) {
      throw notFound("there is no help for this code");
    }
    void reply.type("text/markdown; charset=utf-8");
    return page;
  });
}
