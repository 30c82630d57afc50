import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Random } from "@penstock/core";

/** In front of a server: breaks off each connection after so many bytes of the response, wherever that is. */
export async function startDroppingProxy(
  serverUrl: string,
  options: { readonly random: Random; readonly mostBytes: number },
) {
  const { port, hostname } = new URL(serverUrl);
  const { random, mostBytes } = options;
  const open = new Set<Socket>();
  let drops = 0;
  let isDropping = true;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const ends = [client, upstream];
    const closeBoth = () => {
      for (const end of ends) {
        open.delete(end);
        end.destroy();
      }
    };
    let leftBytes = 200 + Math.floor(random.unit() * mostBytes);
    for (const end of ends) {
      open.add(end);
      end.on("error", closeBoth).on("close", closeBoth);
    }
    client.pipe(upstream);
    upstream.on("data", (bytes: Buffer) => {
      const passed = isDropping ? bytes.subarray(0, leftBytes) : bytes;
      leftBytes -= bytes.length;
      if (isDropping && leftBytes <= 0) {
        drops += 1;
        client.end(passed, closeBoth);
        upstream.pause();
      } else if (!client.write(passed)) {
        upstream.pause();
        client.once("drain", () => upstream.resume());
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    drops: () => drops,
    stopDropping: () => {
      isDropping = false;
    },
    close: async () => {
      for (const socket of open) {
        socket.destroy();
      }
      server.close();
      await once(server, "close");
    },
  };
}
