import type { IncomingMessage, ServerResponse } from "node:http";
import { readTarget, type Target } from "./access/addressing.ts";
import { authorize, type Face, faceOf } from "./access/authorize.ts";
import type { Credentials } from "./access/credentials.ts";
import { answerRefusal, beginAnswer } from "./answer.ts";
import type { Call } from "./call.ts";
import { internalError, Refusal } from "./refusal.ts";
import { findRoute } from "./routes/find-route.ts";
import type { DiskStore } from "./store/disk-store.ts";

// COS document 436/13324.
const MAX_KEY_BYTES = 850;

export type HandlerSettings = {
  readonly store: DiskStore;
  readonly credentials: Credentials;
  readonly buckets: ReadonlySet<string>;
  readonly region: string;
};

/** Answers one request. Never rejects: what cannot be answered any more is cut off. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  settings: HandlerSettings,
): Promise<void> {
  const { url = "/", method = "GET", headers } = request;
  try {
    const face = faceOf(headers.authorization);
    beginAnswer(response, face);
    const target = readTarget({ url, host: headers.host ?? "" });
    authorize({ method, path: target.path, query: target.query, headers }, settings.credentials);
    checkTarget(target, face, settings.buckets);
    const { bucket, key } = target;
    const query = new Map(target.query);
    const { store, region } = settings;
    const call: Call = { face, bucket, key, query, request, response, store, region };
    refuseUnknownHeaders(call);
    await findRoute({ method, key, query })(call);
  } catch (error) {
    answerError(request, response, error);
  }
}

function checkTarget(
  { isPathStyle, bucket, key }: Target,
  face: Face,
  buckets: ReadonlySet<string>,
) {
  // Buckets made since 2024 refuse the path style (COS document 436/96243). S3 clients that are
  // given an address and no domain know no other.
  if (face === "cos" && isPathStyle) {
    throw new Refusal("PathStyleDomainForbidden", "Put the bucket into the host name.");
  }
  if (!buckets.has(bucket)) {
    throw new Refusal("NoSuchBucket", "The specified bucket does not exist.");
  }
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new Refusal("KeyTooLong", `A key has at most ${MAX_KEY_BYTES} bytes.`);
  }
}

/**
 * Headers that make another request of it, and are not implemented: a copy has the address of an
 * upload and no body; a condition that is ignored overwrites what its client wanted to keep.
 */
const UNKNOWN_HEADERS =
  /^(x-(cos|amz)-(copy-source.*|server-side-encryption.*|acl|grant-.*|tagging|object-lock-.*)|x-cos-forbid-overwrite|if-(none-match|modified-since|unmodified-since|range))$/;

function refuseUnknownHeaders({ request }: Call): void {
  const { headers, method } = request;
  const isRead = method === "GET" || method === "HEAD";
  const unknown = Object.keys(headers).find(
    (name) => UNKNOWN_HEADERS.test(name) || (name === "if-match" && !isRead),
  );
  if (unknown !== undefined) {
    throw new Refusal("NotImplemented", `The header ${unknown} is not implemented.`);
  }
}

function answerError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  // A response loses its socket when the connection ends before the answer.
  if (response.headersSent || response.socket === null || response.socket.destroyed) {
    // The client is gone, or half of an answer is with it: only a cut tells that it is not whole.
    response.destroy();
    return;
  }
  const refusal = error instanceof Refusal ? error : internalError(error);
  // A client whose Expect was not answered may or may not send the body after all: nobody could
  // tell that body from its next request, so this connection has no next request.
  const isBodyPending = request.headers.expect !== undefined && !request.readableDidRead;
  const headers = isBodyPending ? { Connection: "close" } : {};
  answerRefusal(response, refusal, { resource: request.url ?? "", headers });
}
