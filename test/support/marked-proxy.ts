import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

type Fate =
  /** The first request with the mark is carried out, and its connection broken before the response. */
  | "loses-response"
  /** Nothing is heard on it again, nor is it closed, as behind a network that drops packets. */
  | "falls-silent";

/** Before a server: what becomes of a connection over which the mark is sent. */
export async function startMarkedProxy(toPort: number, mark: string, fate: Fate) {
  const sockets = new Set<Socket>();
  let marked = 0;
  const server = createServer((client) => {
    const upstream = connect(toPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.once("close", () => sockets.delete(socket));
    }
    let isMarked = false;
    client.on("data", (bytes: Buffer) => {
      if (!isMarked && (fate === "falls-silent" || marked === 0) && bytes.includes(mark)) {
        isMarked = true;
        marked += 1;
      }
      if (!isMarked || fate === "loses-response") {
        upstream.write(bytes);
      }
    });
    upstream.on("data", (bytes: Buffer) => {
      if (!isMarked) {
        client.write(bytes);
      } else if (fate === "loses-response") {
        client.destroy();
      }
    });
    client.once("close", () => upstream.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    /** How many connections it was. */
    marked: () => marked,
    close: () => {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}
