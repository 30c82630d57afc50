import type { Socket } from "node:net";
import {
  type Clock,
  type Connections,
  type Hashing,
  isPenstockError,
  type Journal,
  type Ledger,
  type Log,
  type Random,
  type TaskQueue,
} from "@penstock/core";
import type { Readiness } from "@penstock/process";
import type { ConnectionDescription } from "@penstock/wire";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { addConnectionRoutes } from "./connection-routes.ts";
import { addJobRoutes } from "./job-routes.ts";
import { takeOnlyJson } from "./json-body.ts";
import { methodsOf } from "./known-paths.ts";
import { notFound, problemOf, Refusal, retryAfterSeconds, toProblem } from "./problem.ts";
import { addReceiptRoutes } from "./receipt-routes.ts";
import { addSystemRoutes } from "./system-routes.ts";
import { addUploadRoutes } from "./upload-routes.ts";

export type HttpDependencies = {
  readonly ledger: Ledger;
  readonly journal?: Journal | undefined;
  readonly queue: TaskQueue;
  readonly connections: Connections & { describe(): ConnectionDescription[] };
  readonly clock: Clock;
  readonly random: Random;
  readonly hashing: Hashing;
  readonly log: Log;
  readonly whyNotReady: Readiness;
  /** Rejects with `ledger-full` while no job can be accepted. */
  readonly assertRoom: () => Promise<void>;
  /** Signs receipts; without it they are given out unsigned. */
  readonly receiptKey?: string | undefined;
};

/** A job names its objects; it does not list them. */
const MAX_BODY_BYTES = 64 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 15_000;
/** Enough for every poller of a cluster, and far below what a process may hold open. */
const MAX_CONNECTIONS = 1000;

/**
 * The HTTP API, not listening yet. Every answer but a success is a problem (RFC 9457), whatever
 * went wrong; closing it finishes the requests that it has begun.
 */
export function createHttpServer(dependencies: HttpDependencies): FastifyInstance {
  const { log, random } = dependencies;
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, maxHeaderSize: MAX_HEADER_BYTES },
    requestIdHeader: false,
    genReqId: ({ headers }) => ownRequestId(headers["x-request-id"]) ?? newRequestId(random),
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
    clientErrorHandler: (error, socket) => refuseConnection(socket, error, newRequestId(random)),
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  takeOnlyJson(app);
  app.addHook("onRequest", async (request, reply) => {
    void reply.header("x-request-id", request.id).header("cache-control", "no-store");
  });
  app.addHook("onResponse", async (request, reply) => logAnswer(log, request, reply));
  app.setNotFoundHandler(({ method, url }, reply) => {
    const allowed = methodsOf(url);
    if (allowed.length === 0) {
      throw notFound("there is no such path: GET / lists those that are");
    }
    void reply.header("allow", allowed.join(", "));
    if (method !== "OPTIONS") {
      throw new Refusal("method-not-allowed", 405, `this path takes ${allowed.join(", ")}`);
    }
    return reply.code(204).send();
  });
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));

  function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const isChange = !["GET", "HEAD"].includes(request.method);
    const problem = toProblem(error, request.id, isChange);
    // What is wrong with Redis is logged once where it is noticed, not with every request that meets it.
    const isNoticed =
      error instanceof Refusal || isPenstockError(error, "ledger-unavailable", "ledger-full");
    if (problem.status >= 500 && !isNoticed) {
      const fields = { requestId: request.id, method: request.method, route: routeOf(request) };
      log.error({ ...fields, err: error }, "request failed");
    }
    if (problem.status === 503) {
      void reply.header("retry-after", retryAfterSeconds(problem));
    }
    void reply.code(problem.status).type("application/problem+json").send(problem);
  }

  addJobRoutes(app, dependencies);
  addReceiptRoutes(app, dependencies);
  addConnectionRoutes(app, dependencies);
  addUploadRoutes(app, dependencies);
  addSystemRoutes(app, dependencies);
  return app;
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

function logAnswer(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  const route = routeOf(request);
  const write = route.startsWith("/healthz/") ? log.debug : log.info;
  const { id: requestId, method } = request;
  const durationMs = Math.round(reply.elapsedTime);
  write({ requestId, method, route, status: reply.statusCode, durationMs }, "request");
}

const STATUS_OF_SOCKET_ERROR: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, "the request did not arrive in time"],
  HPE_HEADER_OVERFLOW: [431, "the headers are too large"],
};

/** Answers what is no HTTP request, so that there is no request to answer to. */
function refuseConnection(
  socket: Socket,
  error: Error & { readonly code?: string },
  requestId: string,
): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, detail] = STATUS_OF_SOCKET_ERROR[error.code ?? ""] ?? [
    400,
    "this is not an HTTP request",
  ];
  const body = JSON.stringify(problemOf("request-invalid", status, detail, requestId));
  socket.end(
    [
      `HTTP/1.1 ${status} Refused`,
      "content-type: application/problem+json",
      `content-length: ${Buffer.byteLength(body)}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
