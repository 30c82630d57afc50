import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type TestHttpServer = {
  /** Without a slash at its end. */
  readonly url: string;
  /** Cuts every connection. */
  close(): Promise<void>;
};

/** A server on 127.0.0.1, on a free port unless told. For broken responses write to `request.socket` directly. */
export async function startHttpServer(
  respond: (request: IncomingMessage, response: ServerResponse) => void,
  wantedPort = 0,
): Promise<TestHttpServer> {
  const server = createServer(respond).listen(wantedPort, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("a TCP server has no port");
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
