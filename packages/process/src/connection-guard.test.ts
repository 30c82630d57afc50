import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { eventually } from "@penstock/testkit";
import { afterEach, describe, expect, test } from "vitest";
import { type ConnectionLimits, guardConnections } from "./connection-guard.ts";
import { urlOf } from "./health-server.ts";

const servers: Server[] = [];
const sockets: Socket[] = [];

async function serve(limits: ConnectionLimits, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  guardConnections(server, limits);
  server.listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return urlOf(server.address());
}

/** A connection that has sent this much and is known to the server. */
async function dial(url: string, text: string, from = "127.0.0.1"): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress: from });
  socket.on("error", () => socket.destroy()).resume();
  sockets.push(socket);
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** A destroyed connection may end as a reset. */
function closeOf(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once("close", () => resolve());
  return socket.closed ? Promise.resolve() : promise;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    socket.destroy();
  }
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe("guardConnections", () => {
  test.each([
    ["nothing", ""],
    ["half a header", "GET / HTTP/1.1\r\nhost:"],
    ["half a body", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nx"],
    ["a request, and keep the connection", "GET / HTTP/1.1\r\nhost: a\r\n\r\n"],
  ])("answers newcomers while others have sent %s", async (_what, text) => {
    const url = await serve({ perAddress: 5, total: 10 }, (request, response) => {
      request.resume().on("end", () => response.end("fine"));
    });
    const first = await dial(url, text);
    const gone = closeOf(first);
    for (let count = 0; count < 20; count += 1) {
      await dial(url, text);
    }

    const response = await fetch(url);

    expect(await response.text()).toBe("fine");
    await gone;
  });

  test("keeps what is being answered, and turns the newcomer away where that is all", async () => {
    const responses: (() => void)[] = [];
    const url = await serve({ perAddress: 2, total: 10 }, (_request, response) => {
      responses.push(() => response.end("late"));
    });
    const [first, second] = [fetch(url), fetch(url)];
    await eventually(() => responses.length === 2);

    await closeOf(await dial(url, ""));
    for (const respond of responses) {
      respond();
    }

    expect(await (await first).text()).toBe("late");
    expect(await (await second).text()).toBe("late");
  });

  test("limits each address by itself, and all together", async () => {
    const url = await serve({ perAddress: 2, total: 3 }, (_request, response) => {
      response.end("fine");
    });
    const oldest = await dial(url, "", "127.0.0.2");
    const gone = closeOf(oldest);
    const others = [await dial(url, "", "127.0.0.2"), await dial(url, "", "127.0.0.3")];

    others.push(await dial(url, "", "127.0.0.3"));
    await gone;

    expect(others.map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
  });
});
