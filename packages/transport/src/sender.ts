import { type ClientRequest, type Agent as HttpAgent, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isPenstockError, type PartBody } from "@penstock/core";
import { ChunkBuffers } from "./chunk-buffers.ts";
import type { ReadLimits, WrittenRequest } from "./connection.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { type ExchangeLimits, exchange, wrongLength } from "./exchange.ts";
import { lookupOf, type Network } from "./network/network.ts";
import type { OpenResponse } from "./open-response.ts";
import { requestHead } from "./request-head.ts";
import { NetworkHttpAgent, ResettableHttpsAgent } from "./reset-connection.ts";

export type Sent = {
  /** The call and its object, for the errors. */
  readonly what: string;
  /** Where to connect; the Host header may name another host. */
  readonly at: URL;
  readonly method: string;
  /** Path and query as they are sent. */
  readonly path: string;
  /** All of them, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: PartBody | undefined;
  readonly limits: ExchangeLimits;
};

export type Sender = {
  /**
   * See `exchange`; a small body goes with its head, and is never cut off. What may be repeated is sent
   * once more, at once and over a new connection, when it met the end of one that had served before:
   * the store closed an idle connection just then (RFC 9112, 9.3.1).
   */
  send(request: Sent, signal: AbortSignal): Promise<OpenResponse>;
  /** Closes the idle connections and breaks the busy ones. */
  close(): void;
};

/** Real servers close idle connections after 60-65 s: ours have to be gone before. */
const KEEP_ALIVE_MS = 20_000;

/** Up to here copying a body behind its head costs less than all that node:http does for a request. */
const SMALL_BYTES = 64 * 1024;

/** A small body and its head, which most stores do not take if it is larger. */
const WRITTEN_BYTES = SMALL_BYTES + 16 * 1024;

/** Sends requests to a store over connections that are kept. */
export function createSender(network: Network = {}): Sender {
  const options = { keepAlive: true, timeout: KEEP_ALIVE_MS };
  const plain = new NetworkHttpAgent(network, options);
  const secure = new ResettableHttpsAgent(network, options);
  const small = new ConnectionPool("store", network);
  const buffers = new ChunkBuffers(WRITTEN_BYTES);
  return {
    async send(request, signal) {
      signal.throwIfAborted();
      if (isSmallPut(request)) {
        return await sendSmall(request, { small, buffers }, signal);
      }
      const agent = isSecure(request) ? secure : plain;
      const outgoing = open(request, agent, network);
      try {
        return await exchange(outgoing, request.what, request.body, request.limits, signal);
      } catch (error) {
        const again = diedUnanswered(outgoing, error) ? repeatable(request) : undefined;
        if (again === undefined || signal.aborted) {
          throw error;
        }
        const fresh = freshAgent(again, network);
        const repeated = open(again, fresh, network);
        return await exchange(repeated, again.what, again.body, again.limits, signal);
      }
    },
    close() {
      plain.destroy();
      secure.destroy();
      small.close();
    },
  };
}

type SmallWay = { readonly small: ConnectionPool; readonly buffers: ChunkBuffers };

async function sendSmall(
  request: SmallPut,
  { small, buffers }: SmallWay,
  signal: AbortSignal,
): Promise<OpenResponse> {
  const { what, at, headers, limits, body } = request;
  if (body.pace !== undefined) {
    await body.pace.takeAll(body.lengthBytes, signal);
  }
  const { bytes, release } = await writtenOut(request, buffers);
  const destination = { at, host: headers["host"] ?? at.host };
  const written = { what, bytes, limits: readLimits(limits) };
  return await small.ask(
    destination,
    release === undefined ? written : { ...written, release },
    signal,
  );
}

/** For one connection, which serves nothing else. */
function freshAgent(request: Sent, network: Network): HttpAgent {
  return isSecure(request) ? new ResettableHttpsAgent(network) : new NetworkHttpAgent(network);
}

function isSecure({ at }: Sent): boolean {
  return at.protocol === "https:";
}

function open(request: Sent, agent: HttpAgent, network: Network): ClientRequest {
  const { at, method, path, headers } = request;
  const hostname = at.hostname.replace(/^\[(.*)\]$/, "$1");
  return (isSecure(request) ? httpsRequest : httpRequest)({
    agent,
    hostname,
    ...lookupOf(network, hostname),
    port: at.port,
    method,
    path,
    headers,
  });
}

/** How the end of a connection shows that the other side closed it. */
const CLOSED = new Set<unknown>(["ECONNRESET", "EPIPE"]);

/** No head of a response came, or this would be no failure of the connection. */
function diedUnanswered(outgoing: ClientRequest, error: unknown): boolean {
  const cause = isPenstockError(error, "store-unreachable") ? error.cause : undefined;
  const isClosed = cause instanceof Error && "code" in cause && CLOSED.has(cause.code);
  return outgoing.reusedSocket && isClosed;
}

/** A POST may have begun something that a second one begins once more. */
function repeatable(request: Sent): Sent | undefined {
  const { method, body } = request;
  if (method === "POST") {
    return undefined;
  }
  if (body === undefined) {
    return request;
  }
  return body.again === undefined
    ? undefined
    : { ...request, body: { ...body, chunks: body.again() } };
}

type SmallPut = Sent & { readonly body: PartBody };

function isSmallPut(request: Sent): request is SmallPut {
  const { method, headers, body } = request;
  const isSmall = body !== undefined && body.lengthBytes <= SMALL_BYTES;
  return method === "PUT" && isSmall && headers["expect"] === undefined;
}

/**
 * Head and body for one write. Nothing is sent before the body's source has given all of it. A buffer of
 * its own for each request would make V8 collect all of its heap three times a second.
 */
async function writtenOut(
  { at, method, path, headers, body }: SmallPut,
  buffers: ChunkBuffers,
): Promise<Pick<WrittenRequest, "bytes" | "release">> {
  const { lengthBytes, chunks } = body;
  const length = String(lengthBytes);
  const isComplete = headers["content-length"] === length;
  const all = isComplete ? headers : { ...headers, "content-length": length };
  const head = requestHead({ method, path, host: headers["host"] ?? at.host, headers: all });
  const totalBytes = head.length + lengthBytes;
  const buffer = totalBytes <= WRITTEN_BYTES ? buffers.take() : undefined;
  const bytes = buffer?.subarray(0, totalBytes) ?? Buffer.allocUnsafe(totalBytes);
  let filledBytes = bytes.write(head, "latin1");
  for await (const chunk of chunks) {
    if (filledBytes + chunk.length > bytes.length) {
      throw wrongLength(lengthBytes, "more");
    }
    bytes.set(chunk, filledBytes);
    filledBytes += chunk.length;
  }
  if (filledBytes !== bytes.length) {
    throw wrongLength(lengthBytes, `${filledBytes - head.length}`);
  }
  return { bytes, ...(buffer !== undefined && { release: () => buffers.release(buffer) }) };
}

function readLimits({ idleMs, totalMs }: ExchangeLimits): ReadLimits {
  return {
    connectMs: idleMs,
    firstByteMs: idleMs,
    // One byte in each window: any sign of life.
    minimumBytesPerSecond: 1000 / idleMs,
    rateWindowMs: idleMs,
    totalMs,
  };
}
