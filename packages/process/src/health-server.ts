import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { guardConnections } from "./connection-guard.ts";
import type { ListenAddress } from "./listen-settings.ts";
import type { Meters } from "./metrics/meters.ts";
import { rejectionOfOrigin } from "./origin-check.ts";
import { endWith, refuseConnection, SERVER_OPTIONS } from "./raw-response.ts";
import { withTimeLimit } from "./time-limit.ts";

/** Sentences that say why a process cannot do its work now; none when it can. */
export type Readiness = () => Promise<readonly string[]>;

/** Sentences about what a process cannot do although it is ready. */
export type Remarks = () => readonly string[] | Promise<readonly string[]>;

export type HealthServer = { readonly url: string; close(): Promise<void> };

/** An orchestrator's probe waits a second by default: a readiness check that hangs says so before. */
const READINESS_LIMIT_MS = 800;
/** Some probes and scrapers, and no crowd. */
const LIMITS = { perAddress: 50, total: 100 };

/**
 * Answers `GET /healthz/live` (the process runs; nothing else is looked at),
 * `GET /healthz/ready` (200, `degraded` with what it cannot do, or 503 with the reasons) and `GET /metrics`.
 */
export async function startHealthServer(options: {
  readonly listen: ListenAddress;
  readonly whyNotReady: Readiness;
  /** What it cannot do although it is ready. */
  readonly remarks?: Remarks;
  /** What else its readiness answer shows. */
  readonly facts?: () => Readonly<Record<string, unknown>>;
  readonly meters: Meters;
}): Promise<HealthServer> {
  const { meters, listen } = options;
  const server = createServer(SERVER_OPTIONS, (request, response) => {
    const rejection =
      rejectionOfOrigin(request, { listenHost: listen.host }) ?? rejectionOfMethod(request);
    if (rejection !== undefined) {
      respond(response, rejection.status, { status: rejection.detail });
    } else if (request.url === "/healthz/live") {
      respond(response, 200, { status: "live" });
    } else if (request.url === "/healthz/ready") {
      void responseReadiness(response, options);
    } else if (request.url === "/metrics") {
      void respondWithMetrics(response, meters);
    } else {
      respond(response, 404, {
        status: "there is only /healthz/live, /healthz/ready and /metrics",
      });
    }
  });
  server.requestTimeout = 5000;
  guardConnections(server, LIMITS);
  const toBody = (_status: number, detail: string) => ({ status: detail });
  server.on("clientError", (error, socket) => refuseConnection(socket, error, toBody));
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) =>
    respond(response, 417, { status: "this expectation cannot be met" }),
  );
  server.on("connect", (_request: IncomingMessage, socket: Socket) =>
    endWith(socket, 405, { status: "this is no proxy" }),
  );
  server.listen(listen.port, listen.host);
  await once(server, "listening");
  return {
    url: urlOf(server.address()),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function rejectionOfMethod({ method }: IncomingMessage) {
  return method === "GET" || method === "HEAD"
    ? undefined
    : { status: 405, detail: "there is only GET" };
}

async function responseReadiness(
  response: ServerResponse,
  options: {
    readonly whyNotReady: Readiness;
    readonly remarks?: Remarks;
    readonly facts?: () => Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const [reasons, noted] = await Promise.all([
    checkReadiness(options.whyNotReady),
    checkReadiness(async () => options.remarks?.() ?? []),
  ]);
  const view = { ...readinessView(reasons, noted), ...options.facts?.() };
  respond(response, reasons.length === 0 ? 200 : 503, view);
}

/** Whatever is away, what was counted is shown. */
async function respondWithMetrics(response: ServerResponse, meters: Meters): Promise<void> {
  try {
    const text = await meters.render();
    response.writeHead(200, { "content-type": meters.contentType, "cache-control": "no-store" });
    response.end(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    respond(response, 503, { status: `the metrics cannot be written: ${reason}` });
  }
}

/** The reasons, in time for a probe: a check that throws or takes too long is a reason itself. */
export async function checkReadiness(whyNotReady: Readiness): Promise<readonly string[]> {
  try {
    return await withTimeLimit(whyNotReady(), READINESS_LIMIT_MS, () => [
      `the readiness check took more than ${READINESS_LIMIT_MS} ms`,
    ]);
  } catch (error) {
    return [error instanceof Error ? error.message : "the readiness check failed"];
  }
}

/** The body of a readiness response. A process that is degraded works, but not with all that it has. */
export function readinessView(reasons: readonly string[], remarks: readonly string[] = []) {
  const able = remarks.length === 0 ? "ready" : "degraded";
  return { status: reasons.length === 0 ? able : "not ready", reasons, remarks };
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

/** The URL of a listening server's `address()`. */
export function urlOf(address: ReturnType<ReturnType<typeof createServer>["address"]>): string {
  if (address === null || typeof address === "string") {
    throw new TypeError("the server does not listen on a port");
  }
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
