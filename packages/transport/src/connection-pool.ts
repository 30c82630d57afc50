import { isPenstockError, PenstockError } from "@penstock/core";
import { ChunkBuffers } from "./chunk-buffers.ts";
import { Connection, type Destination, keyOf, type WrittenRequest } from "./connection.ts";
import { type Network, tunnelTo } from "./network/network.ts";
import type { OpenResponse } from "./open-response.ts";

/** Connections that are kept and used again, each for one request at a time. */
export class ConnectionPool {
  readonly #open = new Set<Connection>();
  /** By where they lead, in the order in which they became idle. */
  readonly #idle = new Map<string, Connection[]>();
  readonly #options: ConstructorParameters<typeof Connection>[1];
  /** To write down the same key for each request would cost more than to find the connection. */
  #lastAsked: { readonly at: URL; readonly host: string; readonly key: string } | undefined;

  /** @param side whose connections they are, for the errors */
  constructor(side: "source" | "store", network: Network) {
    this.#options = {
      side,
      network,
      buffers: new ChunkBuffers(),
      sessions: new Map<string, Buffer>(),
      onIdle: (connection) => {
        const others = this.#idle.get(connection.key);
        if (others === undefined) {
          this.#idle.set(connection.key, [connection]);
        } else {
          others.push(connection);
        }
      },
      onClose: (connection) => this.#forget(connection),
    };
  }

  /**
   * See `Connection.ask`. A request that met the end of a connection which had served before is sent
   * once more at once, over a new one (RFC 9112, 9.3.1): only what may be repeated goes this way.
   */
  async ask(
    destination: Destination,
    request: WrittenRequest,
    signal: AbortSignal,
  ): Promise<OpenResponse> {
    signal.throwIfAborted();
    const connection =
      this.#idleTo(destination) ?? (await this.#connectTo(destination, request, signal));
    try {
      return await connection.ask(request, signal);
    } catch (error) {
      if (!connection.diedUnanswered || signal.aborted) {
        throw error;
      }
      const fresh = await this.#connectTo(destination, request, signal);
      return await fresh.ask(request, signal);
    }
  }

  /** Closes the idle connections and breaks the busy ones. */
  close(): void {
    for (const connection of this.#open) {
      connection.destroy();
    }
  }

  #idleTo(destination: Destination): Connection | undefined {
    const idle = this.#idle.get(this.#keyOf(destination));
    // The one that was used last is the least likely to be at its end.
    let connection = idle?.pop();
    while (connection?.isIdle === false) {
      connection = idle?.pop();
    }
    return connection;
  }

  #keyOf(destination: Destination): string {
    const { at, host } = destination;
    if (this.#lastAsked?.at !== at || this.#lastAsked.host !== host) {
      this.#lastAsked = { at, host, key: keyOf(destination) };
    }
    return this.#lastAsked.key;
  }

  #forget(connection: Connection): void {
    this.#open.delete(connection);
    const others = (this.#idle.get(connection.key) ?? []).filter((other) => other !== connection);
    if (others.length > 0) {
      this.#idle.set(connection.key, others);
    } else {
      this.#idle.delete(connection.key);
    }
  }

  async #connectTo(
    destination: Destination,
    request: WrittenRequest,
    signal: AbortSignal,
  ): Promise<Connection> {
    const { network } = this.#options;
    const over =
      network.proxy === undefined ? undefined : await this.#tunnelTo(destination, request);
    const connection = new Connection(destination, this.#options, over);
    this.#open.add(connection);
    if (signal.aborted) {
      connection.destroy();
      throw signal.reason;
    }
    return connection;
  }

  async #tunnelTo({ at }: Destination, { what, limits }: WrittenRequest) {
    const { network, side } = this.#options;
    try {
      return await tunnelTo(network, at, limits.connectMs);
    } catch (error) {
      throw isPenstockError(error) ? error : proxyFailed(side, what, error);
    }
  }
}

/** The way to the server is broken, which says nothing about the server. */
function proxyFailed(side: "source" | "store", what: string, cause: unknown): PenstockError {
  const why = cause instanceof Error ? cause.message : "the proxy failed";
  return new PenstockError(`${side}-unreachable`, `${what}: ${why}`, { cause });
}
