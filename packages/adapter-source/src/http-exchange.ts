import { type Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { PenstockError } from "@penstock/core";
import { transportError } from "./http-errors.ts";

/** How long a source may keep us waiting. */
export type HttpLimits = {
  /** Name resolution, TCP and TLS together. Default 10 s. */
  readonly connectMs: number;
  /** From the connection to the first byte of the answer. Default 30 s. */
  readonly firstByteMs: number;
  /** Fewer bytes per second than this, over `rateWindowMs` of waiting for them, is too slow. Default 32 KiB. */
  readonly minimumBytesPerSecond: number;
  /** Default 30 s. */
  readonly rateWindowMs: number;
};

export const DEFAULT_LIMITS: HttpLimits = {
  connectMs: 10_000,
  firstByteMs: 30_000,
  minimumBytesPerSecond: 32 * 1024,
  rateWindowMs: 30_000,
};

export type Exchange = {
  readonly url: URL;
  /** Names the source in errors. */
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  readonly limits: HttpLimits;
};

/**
 * Sends a GET and resolves with the head of the answer, whatever its status; the caller reads or
 * destroys its body. An abort of the signal destroys the connection, at any time.
 */
export function exchange(
  { url, what, headers, agent, limits }: Exchange,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === "https:";
    const request = (isTls ? httpsRequest : httpRequest)(url, { agent, headers, signal });
    let timer = expire("a connection", limits.connectMs);

    function expire(awaited: string, afterMs: number): NodeJS.Timeout {
      return setTimeout(() => {
        const message = `${what} did not give ${awaited} within ${afterMs} ms`;
        request.destroy(new PenstockError("source-unreachable", message));
      }, afterMs);
    }

    function awaitFirstByte(): void {
      clearTimeout(timer);
      // The agent goes on connecting for a request that was given up.
      if (request.destroyed) {
        return;
      }
      timer = expire("an answer", limits.firstByteMs);
    }

    request.once("socket", (socket) => {
      if (socket.connecting) {
        socket.once(isTls ? "secureConnect" : "connect", awaitFirstByte);
      } else {
        awaitFirstByte();
      }
    });
    request.once("response", (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    // Stays for the life of the request: after the answer began, errors of the connection arrive
    // here as well as at the body, where they are reported.
    request.on("error", (error) => {
      clearTimeout(timer);
      reject(exchangeError(error, what, signal));
    });
    request.end();
  });
}

/** Our own errors, and the reason of an abort, are passed on; the rest is trouble with the connection. */
export function exchangeError(error: unknown, what: string, signal: AbortSignal): unknown {
  if (signal.aborted) {
    return signal.reason;
  }
  return error instanceof PenstockError ? error : transportError(error, what);
}
