import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * Before a server: a connection over which the mark was sent is never heard again, nor closed, as behind a
 * network that drops packets. Both its ends stay open.
 */
export async function startSilencingProxy(toPort: number, mark: string) {
  const sockets = new Set<Socket>();
  let silenced = 0;
  const server = createServer((client) => {
    const upstream = connect(toPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.once("close", () => sockets.delete(socket));
    }
    let isSilent = false;
    client.on("data", (bytes: Buffer) => {
      if (!isSilent && bytes.includes(mark)) {
        isSilent = true;
        silenced += 1;
      }
      if (!isSilent) {
        upstream.write(bytes);
      }
    });
    upstream.on("data", (bytes: Buffer) => {
      if (!isSilent) {
        client.write(bytes);
      }
    });
    client.once("close", () => upstream.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    silenced: () => silenced,
    close: () => {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}
