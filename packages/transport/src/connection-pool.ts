import { ChunkBuffers } from "./chunk-buffers.ts";
import { Connection, type Destination, keyOf, type WrittenRequest } from "./connection.ts";
import type { Network } from "./network/network.ts";
import type { OpenResponse } from "./open-response.ts";

/** Connections that are kept and used again, each for one request at a time. */
export class ConnectionPool {
  readonly #open = new Set<Connection>();
  /** By where they lead, in the order in which they became idle. */
  readonly #idle = new Map<string, Connection[]>();
  readonly #options: ConstructorParameters<typeof Connection>[1];

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
    const connection = this.#idleTo(destination) ?? this.#connectTo(destination);
    try {
      return await connection.ask(request, signal);
    } catch (error) {
      if (!connection.diedUnanswered || signal.aborted) {
        throw error;
      }
      return await this.#connectTo(destination).ask(request, signal);
    }
  }

  /** Closes the idle connections and breaks the busy ones. */
  close(): void {
    for (const connection of this.#open) {
      connection.destroy();
    }
  }

  #idleTo(destination: Destination): Connection | undefined {
    const idle = this.#idle.get(keyOf(destination)) ?? [];
    // The one that was used last is the least likely to be at its end.
    let connection = idle.pop();
    while (connection?.isIdle === false) {
      connection = idle.pop();
    }
    return connection;
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

  #connectTo(destination: Destination): Connection {
    const connection = new Connection(destination, this.#options);
    this.#open.add(connection);
    return connection;
  }
}
