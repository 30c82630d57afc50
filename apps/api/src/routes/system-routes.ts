import { checkReadiness, type Meters, readinessView, remarksOf, VERSION } from "@penstock/process";
import { API_ROUTES, type ApiRoute, openApiOf } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { notFound } from "../http/problem.ts";
import { helpPage } from "../http/problem-help.ts";
import { DOCS_POLICY, docsPage } from "./docs-page.ts";
import { addRoute } from "./route.ts";

/** What is about the system itself: workers, health, help. */
export function addSystemRoutes(
  app: FastifyInstance,
  { ledger, connections, whyNotReady, meters }: HttpDependencies & { readonly meters: Meters },
): void {
  addRoute(app, API_ROUTES.index, () => INDEX);
  addRoute(app, API_ROUTES.indexOfV1, () => INDEX);

  addRoute(app, API_ROUTES.metrics, ({ reply }) => {
    void reply.type(meters.contentType);
    return meters.render();
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

  const document = openApiOf(VERSION);
  addRoute(app, API_ROUTES.readOpenApi, () => document);
  const page = docsPage(document);
  addRoute(app, API_ROUTES.readDocs, ({ reply }) => {
    void reply.type("text/html; charset=utf-8").header("content-security-policy", DOCS_POLICY);
    return page;
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
