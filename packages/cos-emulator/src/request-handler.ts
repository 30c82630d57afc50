import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { readTarget, type Target } from "./access/addressing.ts";
import { authorize, type Dialect, dialectOf } from "./access/authorize.ts";
import type { AccessRules } from "./access/credentials.ts";
import { withoutSignature } from "./access/signed-query.ts";
import type { EmulatorBehaviour } from "./behaviour.ts";
import type { Call } from "./call.ts";
import { isForControl, respondToControl } from "./control/control-api.ts";
import { ErrorResponse, internalError } from "./error-response.ts";
import type { FaultPlan } from "./faults/fault-plan.ts";
import { InjectedErrorResponse } from "./faults/injected-error-response.ts";
import { serveWithFault } from "./faults/serve-with-fault.ts";
import type { Journal } from "./journal/journal.ts";
import { connectionHeaders } from "./pending-body.ts";
import { subjectOf } from "./request-subject.ts";
import { beginResponse, respondWithError } from "./response.ts";
import { findRoute } from "./routes/find-route.ts";
import { refuseUnknownHeaders } from "./routes/known-headers.ts";
import type { DiskStore } from "./store/disk-store.ts";

// COS document 436/13324.
const MAX_KEY_BYTES = 850;

export type HandlerSettings = AccessRules & {
  readonly store: DiskStore;
  readonly buckets: ReadonlySet<string>;
  readonly region: string;
  readonly behaviour: EmulatorBehaviour;
  readonly faults: FaultPlan;
  readonly journal: Journal;
  readonly hasControl: boolean;
};

/** Answers one request. Never rejects: what cannot be answered any more is cut off. */
export async function respondToRequest(
  request: IncomingMessage,
  response: ServerResponse,
  settings: HandlerSettings,
): Promise<void> {
  const { url = "/", method = "GET", headers } = request;
  try {
    const dialect = dialectOf({ url, authorization: headers.authorization });
    beginResponse(response, dialect);
    const target = readTarget({ url, host: headers.host ?? "" });
    if (settings.hasControl && isForControl(target)) {
      return await respondToControl(request, response, { target, controlled: settings });
    }
    const isCopy = COPY_HEADERS.some((name) => name in headers);
    const subject = subjectOf({ method, target, isCopy });
    const visit = settings.journal.begin(subject, request, response);
    const serve = ({ skewMs } = { skewMs: 0 }) => {
      const clock = { nowMs: () => settings.clock.nowMs() + skewMs };
      return serveCall(request, response, { dialect, target, settings: { ...settings, clock } });
    };
    const hasExpect = headers.expect !== undefined;
    const due = settings.faults.take(subject, { hasExpect, isReused: isReused(request.socket) });
    const { store, region } = settings;
    await (due === undefined
      ? serve()
      : serveWithFault(due, { request, response, subject, visit, store, region, serve }));
  } catch (error) {
    respondWithFailure(request, response, error);
  }
}

const usedSockets = new WeakSet<Socket>();

/** True from the second request of a connection on. */
function isReused(socket: Socket): boolean {
  const isUsed = usedSockets.has(socket);
  usedSockets.add(socket);
  return isUsed;
}

const COPY_HEADERS = ["x-cos-copy-source", "x-amz-copy-source"];

type Asked = {
  readonly dialect: Dialect;
  readonly target: Target;
  readonly settings: HandlerSettings;
};

async function serveCall(
  request: IncomingMessage,
  response: ServerResponse,
  { dialect, target, settings }: Asked,
): Promise<void> {
  const { method = "GET" } = request;
  const { path, bucket, key } = target;
  const signed = { method, path, query: target.query, headers: request.headers };
  const chunkSeed = authorize(signed, dialect, settings);
  checkTarget(
    target,
    dialect === "s3" ? "allowed" : settings.behaviour.pathStyle,
    settings.buckets,
  );
  const { query, headers } = withoutSignature(target.query, request.headers);
  const { store, buckets, region, behaviour } = settings;
  const row = findRoute({ method, bucket, key, query, headers });
  const asked = { dialect, bucket, key, query, headers, chunkSeed };
  const call: Call = { ...asked, request, response, store, buckets, region, behaviour };
  refuseUnknownHeaders(call, row.honours);
  await row.route(call);
}

function checkTarget(
  { isPathStyle, bucket, key }: Target,
  pathStyle: EmulatorBehaviour["pathStyle"],
  buckets: ReadonlySet<string>,
) {
  if (bucket === "") {
    // The list of all of them.
    return;
  }
  // Buckets made since 2024 refuse the path style (COS document 436/96243). S3 clients that are
  // given an address and no domain know no other.
  if (pathStyle === "refused" && isPathStyle) {
    throw new ErrorResponse("PathStyleDomainForbidden", "Put the bucket into the host name.");
  }
  if (!buckets.has(bucket)) {
    throw new ErrorResponse("NoSuchBucket", "The specified bucket does not exist.");
  }
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new ErrorResponse("KeyTooLong", `A key has at most ${MAX_KEY_BYTES} bytes.`);
  }
}

function respondWithFailure(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  // A response loses its socket when the connection ends before the response.
  if (response.headersSent || response.socket === null || response.socket.destroyed) {
    // The client is gone, or half of a response is with it: only a cut tells that it is not whole.
    response.destroy();
    return;
  }
  const isErrorResponse = error instanceof ErrorResponse || error instanceof InjectedErrorResponse;
  const errorResponse = isErrorResponse ? error : internalError(error);
  const headers = connectionHeaders(request);
  respondWithError(response, errorResponse, { resource: request.url ?? "", headers });
}
