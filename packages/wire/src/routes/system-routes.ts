import { z } from "zod";
import { autoscaleQuery, autoscaleView } from "../autoscale-view.ts";
import { healthView } from "../health-view.ts";
import { workerPage, workerView } from "../worker-view.ts";
import { get, post } from "./api-route.ts";

const text = z.string();

const indexView = z.object({
  name: z.literal("penstock"),
  routes: z.array(z.object({ method: z.string(), path: z.string(), summary: z.string() })),
});

/** The processes themselves, and what can be asked of them. */
export const SYSTEM_ROUTES = {
  index: toAll("/", "What can be asked here.", indexView),
  indexOfV1: toAll("/v1", "The same.", indexView),
  listWorkers: get("/v1/workers", "Workers that are alive.", workerPage),
  drainWorker: {
    ...post(
      "/v1/workers/{id}:drain",
      "Lets a worker take no more tasks: it finishes or hands back what it has, and stays, idle, until its process is stopped. May be repeated.",
      workerView,
    ),
    params: z.object({ id: z.string() }),
    repeats: "same",
    reach: "deployment",
  },
  autoscale: {
    ...get("/v1/autoscale", "How many workers there should be, for a scaler.", autoscaleView),
    query: autoscaleQuery,
  },
  metrics: { ...get("/metrics", "For Prometheus, as text.", text), reach: "deployment" },
  live: toAll("/healthz/live", "The process runs; nothing else is looked at.", healthView),
  ready: toAll("/healthz/ready", "200, or 503 with reasons: whether it can work now.", healthView),
  readOpenApi: toAll(
    "/openapi.json",
    "This API as OpenAPI 3.1.",
    z.record(z.string(), z.unknown()),
  ),
  readDocs: {
    ...toAll("/docs", "The same as a page for people.", text),
    produces: ["text/html"],
  },
  readHelp: {
    ...toAll("/problems/{code}", "What an error code means and what to do, as Markdown.", text),
    params: z.object({ code: z.string() }),
    produces: ["text/markdown"],
  },
} as const;

/** A route that needs no key. */
function toAll<Path extends `/${string}`, Response extends z.ZodType>(
  path: Path,
  summary: string,
  response: Response,
) {
  return { ...get(path, summary, response), scope: "public" } as const;
}
