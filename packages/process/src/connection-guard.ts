import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

export type ConnectionLimits = {
  /** Of one remote address. */
  readonly perAddress: number;
  readonly total: number;
};

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/**
 * Holds a server to so many connections, and keeps it open to newcomers: at a limit the oldest connection that
 * waits for its client is destroyed (nothing sent yet, half a request, a response that is not fetched). So
 * a client that opens connections and sends nothing displaces only its own. Connections whose request is being
 * answered are kept; where all are, the newcomer is destroyed.
 */
export function guardConnections(server: Server, { perAddress, total }: ConnectionLimits): void {
  const open = new Map<Socket, string>();
  const current = new WeakMap<Socket, Exchange>();

  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const ofAddress = [...open].filter(([, other]) => other === address).map(([each]) => each);
    const crowd =
      ofAddress.length >= perAddress ? ofAddress : open.size >= total ? [...open.keys()] : [];
    if (crowd.length > 0) {
      const oldest = crowd.find((each) => !isBeingAnswered(current.get(each)));
      (oldest ?? socket).destroy();
      open.delete(oldest ?? socket);
    }
    if (!socket.destroyed) {
      open.set(socket, address);
      socket.once("close", () => open.delete(socket));
    }
  });
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    current.set(request.socket, { request, response });
  });
}

function isBeingAnswered(exchange: Exchange | undefined): boolean {
  return exchange?.request.complete === true && !exchange.response.writableEnded;
}
