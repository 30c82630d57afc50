import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isPenstockError, type Log, type Random } from "@penstock/core";
import {
  endWith,
  guardConnections,
  Meters,
  type OriginPolicy,
  refuseConnection,
  rejectionOfOrigin,
  SERVER_OPTIONS,
} from "@penstock/process";
import { API_LIMITS, type Problem } from "@penstock/wire";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { guardRoutes } from "../auth/guard.ts";
import { addConnectionRoutes } from "../routes/connection-routes.ts";
import { addDashboardRoutes } from "../routes/dashboard-routes.ts";
import { addEventRoutes } from "../routes/event-routes.ts";
import { addExplainRoutes } from "../routes/explain-routes.ts";
import { addJobRoutes } from "../routes/job-routes.ts";
import { addKeyRoutes } from "../routes/key-routes.ts";
import { methodsOf } from "../routes/known-paths.ts";
import { addLimitRoutes } from "../routes/limit-routes.ts";
import { addManifestRoutes } from "../routes/manifest-routes.ts";
import { addReceiptRoutes } from "../routes/receipt-routes.ts";
import { addReportRoutes } from "../routes/report-routes.ts";
import { addScheduleRoutes } from "../routes/schedule-routes.ts";
import { addSessionRoutes } from "../routes/session-routes.ts";
import { addSystemRoutes } from "../routes/system-routes.ts";
import { addTenantRoutes } from "../routes/tenant-routes.ts";
import { addUploadRoutes } from "../routes/upload-routes.ts";
import { addWebhookRoutes } from "../routes/webhook-routes.ts";
import { addWorkerRoutes } from "../routes/worker-routes.ts";
import { tagResponses } from "./conditional.ts";
import type { HttpDependencies } from "./http-dependencies.ts";
import { takeOnlyJson } from "./json-body.ts";
import { notFound, problemOf, Rejection, retryAfterSeconds, toProblem } from "./problem.ts";

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

const LOOPBACK: OriginPolicy = { listenHost: "127.0.0.1" };

/**
 * The HTTP API, not listening yet. Every response but a success is a problem (RFC 9457), whatever
 * went wrong; closing it finishes the requests that it has begun.
 */
export function createHttpServer(dependencies: HttpDependencies): FastifyInstance {
  const { log, random, meters = new Meters("api") } = dependencies;
  const app = fastify({
    bodyLimit: API_LIMITS.bodyBytes,
    requestTimeout: API_LIMITS.requestMs,
    http: SERVER_OPTIONS,
    requestIdHeader: false,
    genReqId: ({ headers }) => ownRequestId(headers["x-request-id"]) ?? newRequestId(random),
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
    clientErrorHandler: (error, socket) => refuseConnection(socket, error, unreadProblem),
  });
  guardConnections(app.server, API_LIMITS.connections);
  refuseWhatIsNoRequest(app, unreadProblem);
  takeOnlyJson(app);
  tagResponses(app);
  app.addHook("onRequest", async (request, reply) => {
    void reply.header("x-request-id", request.id).header("cache-control", "no-store");
    refuseOrigin(request.raw, dependencies.origin ?? LOOPBACK);
  });
  guardRoutes(app, dependencies.auth);
  app.addHook("onResponse", async (request, reply) => {
    logResponse(log, request, reply);
    countResponse(meters, request, reply);
  });
  refuseUnknownPaths(app);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));

  function unreadProblem(status: number, detail: string): Problem {
    return problemOf("request-invalid", status, detail, newRequestId(random));
  }

  function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const isChange = !["GET", "HEAD"].includes(request.method);
    const problem = toProblem(error, request.id, isChange);
    // What is wrong with Redis is logged once where it is noticed, not with every request that meets it.
    const isNoticed =
      error instanceof Rejection || isPenstockError(error, "ledger-unavailable", "ledger-full");
    if (problem.status >= 500 && !isNoticed) {
      const fields = { requestId: request.id, method: request.method, route: routeOf(request) };
      log.error({ ...fields, err: error }, "request failed");
    }
    if (error instanceof Rejection) {
      void reply.headers(error.headers);
    }
    if (problem.status === 503) {
      void reply.header("retry-after", retryAfterSeconds(problem));
    }
    void reply.code(problem.status).type("application/problem+json").send(problem);
  }

  addRoutes(app, { ...dependencies, meters });
  return app;
}

function addRoutes(
  app: FastifyInstance,
  dependencies: HttpDependencies & { readonly meters: Meters },
): void {
  if (dependencies.dashboard !== undefined) {
    addDashboardRoutes(app, dependencies.dashboard);
  }
  addJobRoutes(app, dependencies);
  addReceiptRoutes(app, dependencies);
  addExplainRoutes(app, dependencies);
  addReportRoutes(app, dependencies);
  addEventRoutes(app, dependencies);
  addScheduleRoutes(app, dependencies);
  addConnectionRoutes(app, dependencies);
  addTenantRoutes(app, dependencies);
  addLimitRoutes(app, dependencies);
  addUploadRoutes(app, dependencies);
  addWebhookRoutes(app, dependencies);
  addManifestRoutes(app, dependencies);
  addKeyRoutes(app, dependencies);
  addSessionRoutes(app, dependencies);
  addWorkerRoutes(app, dependencies);
  addSystemRoutes(app, dependencies);
}

function refuseUnknownPaths(app: FastifyInstance): void {
  app.setNotFoundHandler(({ method, url }, reply) => {
    const allowed = methodsOf(url);
    if (allowed.length === 0) {
      throw notFound("there is no such path: GET / lists those that are");
    }
    void reply.header("allow", allowed.join(", "));
    if (method !== "OPTIONS") {
      throw new Rejection("method-not-allowed", 405, `this path takes ${allowed.join(", ")}`);
    }
    return reply.code(204).send();
  });
}

function newRequestId(random: Random): string {
  return `req_${Buffer.from(random.bytes(10)).toString("hex")}`;
}

/** A caller's own id is kept where it can do no harm in a log line or a header. */
function ownRequestId(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" && /^[\w.:-]{1,64}$/.test(header) ? header : undefined;
}

/** The pattern, never the URL: a URL holds whatever a client puts there. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? "none";
}

function logResponse(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  const route = routeOf(request);
  const write = route.startsWith("/healthz/") ? log.debug : log.info;
  const { id: requestId, method } = request;
  const durationMs = Math.round(reply.elapsedTime);
  write({ requestId, method, route, status: reply.statusCode, durationMs }, "request");
}

/** A method that no route has is no label: clients may send what they like. */
function countResponse(meters: Meters, request: FastifyRequest, reply: FastifyReply): void {
  const route = routeOf(request);
  const method = METHODS.has(request.method) ? request.method : "other";
  const status = `${Math.floor(reply.statusCode / 100)}xx`;
  meters.add("penstock_http_requests_total", 1, { method, route, status });
  const seconds = reply.elapsedTime / 1000;
  meters.observe("penstock_http_request_duration_seconds", seconds, { method, route });
}

function refuseOrigin(request: IncomingMessage, policy: OriginPolicy): void {
  const rejection = rejectionOfOrigin(request, policy);
  if (rejection !== undefined) {
    const code = rejection.status === 400 ? "request-invalid" : "origin-refused";
    throw new Rejection(code, rejection.status, rejection.detail);
  }
}

/** Node would answer these itself, without a word. */
function refuseWhatIsNoRequest(
  { server }: FastifyInstance,
  toBody: (status: number, detail: string) => Problem,
): void {
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify(toBody(417, "the only expectation that is met is 100-continue"));
    const length = Buffer.byteLength(body);
    response.writeHead(417, {
      "content-type": "application/problem+json",
      "content-length": length,
    });
    response.end(body);
  });
  server.on("connect", (_request: IncomingMessage, socket: Socket) => {
    endWith(socket, 405, toBody(405, "this is no proxy"));
  });
}
