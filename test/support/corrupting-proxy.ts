import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { pipeline, Transform } from "node:stream";

export type CorruptingProxy = {
  readonly port: number;
  /** Cuts every connection. */
  close(): Promise<void>;
};

/**
 * A way to a server on this machine that turns a bit of what is sent there, wherever it sees the mark
 * in it, so many times. Neither end can tell, but by a checksum.
 */
export async function startCorruptingProxy(
  toPort: number,
  { mark, times }: { readonly mark: string; readonly times: number },
): Promise<CorruptingProxy> {
  const sockets = new Set<Socket>();
  let turned = 0;

  const corrupting = () =>
    new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        const at = chunk.indexOf(mark);
        if (at < 0 || turned === times) {
          done(null, chunk);
          return;
        }
        turned += 1;
        const corrupted = Buffer.from(chunk);
        corrupted[at] = (corrupted[at] ?? 0) ^ 1;
        done(null, corrupted);
      },
    });

  const server = createServer((client) => {
    const upstream = connect(toPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    }
    // Whichever end breaks, the other one is to notice; who broke is of no interest.
    const ended = () => undefined;
    pipeline(client, corrupting(), upstream, ended);
    pipeline(upstream, client, ended);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("a TCP server has no port");
  }
  return {
    port: address.port,
    close: async () => {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await once(server, "close");
    },
  };
}
