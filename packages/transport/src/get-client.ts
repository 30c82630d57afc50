import type { ReadLimits } from "./connection.ts";
import { ConnectionPool } from "./connection-pool.ts";
import type { Network } from "./network/network.ts";
import type { OpenResponse } from "./open-response.ts";
import { requestHead } from "./request-head.ts";

export type Get = {
  /** Names the source in errors. */
  readonly what: string;
  /** Where to connect. */
  readonly at: URL;
  /** Path and query as they are sent. */
  readonly path: string;
  /** By lower-case name. Without `host` it is that of `at`. */
  readonly headers: Readonly<Record<string, string>>;
};

export type GetClient = {
  /**
   * The head of the response, whatever its status, and its body. Each chunk is valid only until the next
   * one is asked for. Rejects with `source-unreachable`, `source-response-invalid` or the signal's reason.
   */
  get(request: Get, signal: AbortSignal): Promise<OpenResponse>;
  /** Closes the idle connections and breaks the busy ones. */
  close(): void;
};

const DEFAULT_LIMITS: ReadLimits = {
  connectMs: 10_000,
  firstByteMs: 30_000,
  minimumBytesPerSecond: 32 * 1024,
  rateWindowMs: 30_000,
};

/** Reads large bodies at the price of a copy from the socket: HTTP/1.1, GET only, nothing pipelined. */
export function createGetClient(
  changed: Partial<ReadLimits> = {},
  network: Network = {},
): GetClient {
  const limits = { ...DEFAULT_LIMITS, ...changed };
  const pool = new ConnectionPool("source", network);
  return {
    async get({ what, at, path, headers }, signal) {
      const host = headers["host"] ?? at.host;
      const bytes = Buffer.from(requestHead({ method: "GET", path, host, headers }), "latin1");
      return await pool.ask({ at, host }, { what, bytes, limits }, signal);
    },
    close: () => pool.close(),
  };
}
