import { ChunkBuffers } from "./chunk-buffers.ts";
import { type Destination, GetConnection, keyOf, type ReadLimits } from "./get-connection.ts";
import type { OpenAnswer } from "./open-answer.ts";

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
   * The head of the answer, whatever its status, and its body. Each chunk is valid only until the next
   * one is asked for. Rejects with `source-unreachable`, `source-answer-invalid` or the signal's reason.
   */
  get(request: Get, signal: AbortSignal): Promise<OpenAnswer>;
  /** Closes the idle connections and breaks the busy ones. */
  close(): void;
};

const DEFAULT_LIMITS: ReadLimits = {
  connectMs: 10_000,
  firstByteMs: 30_000,
  minimumBytesPerSecond: 32 * 1024,
  rateWindowMs: 30_000,
};

/** What RFC 9110 lets a header's value hold. In a path even spaces are encoded. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const PATH = /^[\x21-\x7e]+$/;

/** Reads large bodies at the price of a copy from the socket: HTTP/1.1, GET only, nothing pipelined. */
export function createGetClient(limits: Partial<ReadLimits> = {}): GetClient {
  const open = new Set<GetConnection>();
  const options = {
    limits: { ...DEFAULT_LIMITS, ...limits },
    buffers: new ChunkBuffers(),
    sessions: new Map<string, Buffer>(),
    onIdle(connection: GetConnection) {
      // Moves it to the end.
      open.delete(connection);
      open.add(connection);
    },
    onClose: (connection: GetConnection) => open.delete(connection),
  };

  function connectionTo(destination: Destination): GetConnection {
    const key = keyOf(destination);
    // The one that was used last is the least likely to be at its end.
    const idle = [...open].findLast((connection) => connection.isIdle && connection.key === key);
    const connection = idle ?? new GetConnection(destination, options);
    open.add(connection);
    return connection;
  }

  return {
    async get({ what, at, path, headers }, signal) {
      signal.throwIfAborted();
      const { host = at.host, ...others } = headers;
      const text = requestText(path, { host, ...others });
      return await connectionTo({ at, host }).ask({ what, text }, signal);
    },
    close() {
      for (const connection of open) {
        connection.destroy();
      }
    },
  };
}

/** @throws TypeError for what would be read as something else than it is */
function requestText(path: string, headers: Readonly<Record<string, string>>): string {
  if (!(PATH.test(path) && Object.values(headers).every((value) => VALUE.test(value)))) {
    throw new TypeError("a path or a header that holds what HTTP cannot carry");
  }
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`GET ${path} HTTP/1.1`, ...fields, "", ""].join("\r\n");
}
