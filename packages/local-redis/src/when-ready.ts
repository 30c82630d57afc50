import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Reading a large append-only file back takes a while; a server that never answers is an error. */
const READY_TIMEOUT_MS = 15_000;
const POLL_MS = 20;
const RESPONSE_TIMEOUT_MS = 1_000;

/**
 * Asks until the server answers PING with PONG and proves to be the process `pid`: another Redis
 * may have got hold of the port. Resolves to false when time is up.
 */
export async function whenReady(port: number, pid: number): Promise<boolean> {
  const deadline = AbortSignal.timeout(READY_TIMEOUT_MS);
  while (!deadline.aborted) {
    const response = await ask(port);
    if (response.includes("+PONG\r\n") && response.includes(`process_id:${pid}\r\n`)) {
      return true;
    }
    await delay(POLL_MS);
  }
  return false;
}

/** Everything that comes back until the server has nothing more to say; empty when no server responds. */
function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    let response = "";
    socket.setEncoding("latin1");
    socket.setTimeout(RESPONSE_TIMEOUT_MS, () => socket.destroy());
    socket.on("connect", () => socket.write("PING\r\nINFO server\r\nQUIT\r\n"));
    socket.on("data", (text) => {
      response += text;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(response));
  });
}
