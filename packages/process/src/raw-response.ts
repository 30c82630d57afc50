import type { Duplex } from "node:stream";

/** What a body says about a request that never became one. */
export type ToBody = (status: number, detail: string) => object;

/** For every server of ours: a client that sends half a request is gone a second or two after its time. */
export const SERVER_OPTIONS = {
  connectionsCheckingInterval: 1000,
  headersTimeout: 5000,
  maxHeaderSize: 16 * 1024,
  /** Node's own response has no body: the origin check refuses what has no Host. */
  requireHostHeader: false,
} as const;

/** A client has this long to fetch its response. */
const LINGER_MS = 1000;

const REJECTIONS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, "the request did not arrive in time"],
  HPE_HEADER_OVERFLOW: [431, "the headers are too large"],
};

/** Answers what is no HTTP request, so that there is no response to answer with. */
export function refuseConnection(
  socket: Duplex,
  error: Error & { readonly code?: string },
  toBody: ToBody,
): void {
  if (socket.writableEnded) {
    return;
  }
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, detail] = REJECTIONS[error.code ?? ""] ?? [400, "this is not an HTTP request"];
  endWith(socket, status, toBody(status, detail));
}

/**
 * Writes a last response and destroys the socket when the client has taken it, or soon after. At once would
 * be too early: unread input turns a close into a reset, which takes the response along.
 */
export function endWith(socket: Duplex, status: number, body: object): void {
  const text = JSON.stringify(body);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.once("error", () => socket.destroy());
  socket.resume();
  socket.end(
    [
      `HTTP/1.1 ${status} Refused`,
      "content-type: application/problem+json",
      `content-length: ${Buffer.byteLength(text)}`,
      "connection: close",
      "",
      text,
    ].join("\r\n"),
  );
}
