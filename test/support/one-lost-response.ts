import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Before a server: the first request with the mark is carried out, and its connection broken before the response. */
export async function startLosingProxy(toPort: number, mark: string) {
  const sockets = new Set<Socket>();
  let lost = 0;
  const server = createServer((client) => {
    const upstream = connect(toPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.once("close", () => sockets.delete(socket));
    }
    let isMarked = false;
    client.on("data", (bytes: Buffer) => {
      isMarked ||= lost === 0 && bytes.includes(mark);
      upstream.write(bytes);
    });
    upstream.on("data", (bytes: Buffer) => {
      if (isMarked) {
        lost += 1;
        client.destroy();
      } else {
        client.write(bytes);
      }
    });
    client.once("close", () => upstream.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    lost: () => lost,
    close: () => {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}
