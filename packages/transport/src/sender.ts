import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { PartBody } from "@penstock/core";
import { type ExchangeLimits, exchange } from "./exchange.ts";
import type { OpenAnswer } from "./open-answer.ts";

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
  /** See `exchange`. */
  send(request: Sent, signal: AbortSignal): Promise<OpenAnswer>;
  /** Closes the idle connections and breaks the busy ones. */
  close(): void;
};

/** Real servers close idle connections after 60-65 s: ours have to be gone before. */
const KEEP_ALIVE_MS = 20_000;

/** Sends requests to a store over connections that are kept. */
export function createSender(): Sender {
  const options = { keepAlive: true, timeout: KEEP_ALIVE_MS };
  const plain = new HttpAgent(options);
  const secure = new HttpsAgent(options);
  return {
    async send({ what, at, method, path, headers, body, limits }, signal) {
      signal.throwIfAborted();
      const isTls = at.protocol === "https:";
      const wire = (isTls ? httpsRequest : httpRequest)({
        agent: isTls ? secure : plain,
        hostname: at.hostname.replace(/^\[(.*)\]$/, "$1"),
        port: at.port,
        method,
        path,
        headers,
      });
      return await exchange(wire, what, body, limits, signal);
    },
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}
