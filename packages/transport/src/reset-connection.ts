import type { RequestOptions } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { connect as connectTcp, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect, TLSSocket } from "node:tls";

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
export function connectResettableTls({
  host,
  port,
  lookup,
  ...options
}: ConnectionOptions & { readonly host: string; readonly port: number }): TLSSocket {
  const tcp = connectTcp({ host, port, ...(lookup !== undefined && { lookup }) });
  const socket = connect({ ...options, socket: tcp });
  runOver(tcp, socket);
  return socket;
}

function runOver(tcp: Socket, socket: Duplex): void {
  TCP_BELOW.set(socket, tcp);
  tcp.on("error", (error) => socket.destroy(error));
  socket.once("close", () => tcp.destroy());
}

/** The agent of node:https, whose connections can be reset. */
export class ResettableHttpsAgent extends HttpsAgent {
  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const { host, port, lookup } = options;
    const place = { host: String(host), port: Number(port) };
    const tcp = connectTcp({ ...place, ...(lookup !== undefined && { lookup }) });
    const over = { ...options, socket: tcp };
    const socket = super.createConnection(over, callback);
    if (socket) {
      runOver(tcp, socket);
    }
    return socket;
  }
}
