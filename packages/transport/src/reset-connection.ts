import { type AgentOptions, Agent as HttpAgent, type RequestOptions } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { connect as connectTcp, isIPv6, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect, TLSSocket } from "node:tls";
import { type Network, trustOf, tunnelTo } from "./network/network.ts";

/** What TLS runs over, where this process opened it: only that can be reset. */
const TCP_BELOW = new WeakMap<Duplex, Socket>();

/**
 * Ends a connection so that what this kernel still holds of a request is dropped. Closing would leave
 * it to be sent, and a request that was given up could be carried out at any time later. What the other
 * side's kernel has taken already stays with it.
 */
export function resetConnection(socket: Duplex, reason?: Error): void {
  const tcp = TCP_BELOW.get(socket) ?? socket;
  if (tcp instanceof Socket && !(tcp instanceof TLSSocket) && !tcp.destroyed) {
    tcp.resetAndDestroy();
  }
  socket.destroy(reason);
}

/** Node resets plain TCP only, so TLS gets a socket of ours to run over; it has no `onread` then. */
export function connectResettableTls(
  options: ConnectionOptions & { readonly host: string; readonly port: number },
  over?: Socket,
): TLSSocket {
  const { host, port, lookup } = options;
  const tcp = over ?? connectTcp({ host, port, ...(lookup !== undefined && { lookup }) });
  // The host is whom the certificate has to name where it is an address, which TLS asks for by no name.
  const socket = connect({ ...options, socket: tcp });
  runOver(tcp, socket);
  return socket;
}

function runOver(tcp: Socket, socket: Duplex): void {
  TCP_BELOW.set(socket, tcp);
  tcp.on("error", (error) => socket.destroy(error));
  socket.once("close", () => tcp.destroy());
}

/** Name resolution and TCP of a proxy, and what it takes to connect. */
const TUNNEL_MS = 30_000;

function originOf(scheme: "http" | "https", { host, port }: RequestOptions): URL {
  const name = isIPv6(String(host)) ? `[${host}]` : String(host);
  return new URL(`${scheme}://${name}:${port}`);
}

type OnSocket = (error: Error | null, stream: Duplex) => void;

/** The agent of node:http, which goes through a proxy where one is named. */
export class NetworkHttpAgent extends HttpAgent {
  readonly #network: Network;

  constructor(network: Network, options: AgentOptions = {}) {
    super(options);
    this.#network = network;
  }

  override createConnection(
    options: RequestOptions,
    callback?: OnSocket,
  ): Duplex | null | undefined {
    const at = originOf("http", options);
    if (this.#network.proxy?.(at) === undefined) {
      return super.createConnection(options, callback);
    }
    handOver(tunnelTo(this.#network, at, TUNNEL_MS), callback);
    return undefined;
  }
}

/** The agent of node:https, whose connections can be reset, and go through a proxy where one is named. */
export class ResettableHttpsAgent extends HttpsAgent {
  readonly #network: Network;

  constructor(network: Network = {}, options: AgentOptions = {}) {
    super({ ...options, ...trustOf(network) });
    this.#network = network;
  }

  override createConnection(
    options: RequestOptions,
    callback?: OnSocket,
  ): Duplex | null | undefined {
    const secured = (tcp: Socket, hear?: OnSocket) => {
      const over = { ...options, socket: tcp };
      const socket = super.createConnection(over, hear);
      if (socket) {
        runOver(tcp, socket);
      }
      return socket;
    };
    const at = originOf("https", options);
    if (this.#network.proxy?.(at) !== undefined) {
      const tunnel = tunnelTo(this.#network, at, TUNNEL_MS);
      handOver(
        tunnel.then((tcp) => tcp && secured(tcp)),
        callback,
      );
      return undefined;
    }
    const { host, port, lookup } = options;
    const place = { host: String(host), port: Number(port) };
    return secured(connectTcp({ ...place, ...(lookup !== undefined && { lookup }) }), callback);
  }
}

/** To an agent, which takes a socket later as well. */
function handOver(opening: Promise<Duplex | null | undefined>, callback?: OnSocket): void {
  opening.then(
    (socket) => {
      if (socket) {
        callback?.(null, socket);
      }
    },
    (error: unknown) => {
      const failure = error instanceof Error ? error : new Error("the proxy failed");
      callback?.(failure, new Socket());
    },
  );
}
