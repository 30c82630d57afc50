import { once } from "node:events";
import { createServer, get as httpGet, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer as createTcpServer, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates, TLSSocket } from "node:tls";
import { eventually } from "@penstock/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { ReadLimits } from "./connection.ts";
import { createGetClient, type GetClient } from "./get-client.ts";
import { TEST_CERTIFICATE, TEST_KEY } from "./test-certificate.ts";

const MIB = 1024 * 1024;
const usual = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([TEST_CERTIFICATE]));
afterAll(() => setDefaultCACertificates(usual));

/** No two MiB of it are alike. */
const BYTES = Buffer.alloc(24 * MIB);
for (let at = 0; at < BYTES.length; at += 4) {
  BYTES.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
}

type Opened = { readonly at: URL; readonly sockets: ReadonlySet<Socket> };

async function listen(server: Server, protocol: string, event: string): Promise<Opened> {
  const sockets = new Set<Socket>();
  server.on(event, (socket: Socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { at: new URL(`${protocol}//127.0.0.1:${port}`), sockets };
}

/** By itself Node closes after 5 s, which a reader on a busy machine needs for less than one round. */
const KEEPING = { keepAliveTimeout: 60_000 };

const servers = {
  http: async (respond: RequestListener) =>
    await listen(createServer(KEEPING, respond), "http:", "connection"),
  https: async (respond: RequestListener) =>
    await listen(
      createSecureServer({ ...KEEPING, key: TEST_KEY, cert: TEST_CERTIFICATE }, respond),
      "https:",
      "secureConnection",
    ),
};

/** Answers whatever comes with these bytes, and says nothing of its own. */
async function rawServer(respond: (socket: Socket) => void): Promise<Opened> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("data", () => respond(socket));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of sockets) {
      socket.destroy();
    }
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { at: new URL(`http://127.0.0.1:${port}`), sockets };
}

function client(limits: Partial<ReadLimits> = {}): GetClient {
  const opened = createGetClient(limits);
  onTestFinished(() => opened.close());
  return opened;
}

const never = new AbortController().signal;
const request = (at: URL, path = "/a") => ({ what: "the object", at, path, headers: {} });

/** Sends a part of BYTES, as asked for by `?from-to`. */
const ranges: RequestListener = ({ url = "" }, response) => {
  const [from = 0, to = 0] = url.split("?")[1]?.split("-").map(Number) ?? [];
  response.writeHead(206, { "content-length": to - from }).end(BYTES.subarray(from, to));
};

/** Holds each chunk for some turns of the loop, as a slow store does, before it looks at it. */
async function readSlowly(
  reader: GetClient,
  at: URL,
  { from, to, turns }: { readonly from: number; readonly to: number; readonly turns: number },
): Promise<boolean> {
  const { chunks } = await reader.get(request(at, `/a?${from}-${to}`), never);
  let position = from;
  let isSame = true;
  for await (const chunk of chunks) {
    for (let turn = 0; turn < turns; turn += 1) {
      await new Promise(setImmediate);
    }
    isSame &&= BYTES.subarray(position, position + chunk.length).equals(chunk);
    position += chunk.length;
  }
  return isSame && position === to;
}

describe.each(["http", "https"] as const)("bytes over %s", (protocol) => {
  test("are the same for several slow readers at once, on connections that are used again", async () => {
    const { at, sockets } = await servers[protocol](ranges);
    const reader = client();
    const cuts = [0, 3 * MIB + 1, 3 * MIB + 2, 9 * MIB, 9 * MIB + 77, 17 * MIB, BYTES.length];
    const spans = cuts.slice(1).map((to, index) => ({ from: cuts[index] ?? 0, to }));

    const results: boolean[] = [];
    for (let round = 0; round < 2; round += 1) {
      const readings = spans.map(async (span, index) =>
        readSlowly(reader, at, { ...span, turns: index * 7 }),
      );
      results.push(...(await Promise.all(readings)));
    }

    expect(results).toEqual(Array(12).fill(true));
    expect(sockets.size).toBeLessThanOrEqual(6);
  });

  test("of a connection that is left in the middle do not turn up in the next response", async () => {
    const { at, sockets } = await servers[protocol](ranges);
    const reader = client();
    const { chunks } = await reader.get(request(at, `/a?0-${BYTES.length}`), never);
    for await (const _ of chunks) {
      break;
    }

    expect(await readSlowly(reader, at, { from: MIB, to: 4 * MIB, turns: 3 })).toBe(true);
    expect(sockets.size).toBe(2);
    await eventually(() => [...sockets].filter((socket) => socket.destroyed).length === 1);
  });

  test("stop when their signal is aborted, with its reason", async () => {
    const { at, sockets } = await servers[protocol]((_request, response) => {
      response.writeHead(200, { "content-length": BYTES.length }).write("abc");
    });
    const abort = new AbortController();
    const { chunks } = await client().get(request(at), abort.signal);

    const reading = (async () => {
      for await (const _ of chunks) {
        abort.abort(new Error("lease lost"));
      }
    })();

    await expect(reading).rejects.toThrow("lease lost");
    await eventually(() => [...sockets].every((socket) => socket.destroyed));
  });
});

test("a TLS session is taken up again", async () => {
  const reused: unknown[] = [];
  const { at } = await servers.https((asked, response) => {
    reused.push(asked.socket instanceof TLSSocket && asked.socket.isSessionReused());
    ranges(asked, response);
  });
  const reader = client();

  for (let count = 0; count < 2; count += 1) {
    const response = await reader.get(request(at, `/a?0-${BYTES.length}`), never);
    // Unread, so that the next request needs a connection of its own.
    response.discard();
  }

  expect(reused).toEqual([false, true]);
});

test("a certificate of an unknown authority is refused", async () => {
  const { at } = await servers.https(ranges);
  setDefaultCACertificates(usual);
  onTestFinished(() => setDefaultCACertificates([TEST_CERTIFICATE]));

  const response = client().get(request(at), never);

  await expect(response).rejects.toMatchObject({
    code: "source-unreachable",
    message: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT"),
  });
});

describe("a connection", () => {
  const small = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na";

  async function readAll(reader: GetClient, at: URL): Promise<string> {
    const { chunks } = await reader.get(request(at), never);
    let text = "";
    for await (const chunk of chunks) {
      text += Buffer.from(chunk).toString();
    }
    return text;
  }

  test("that got more than was asked for carries no other request", async () => {
    const { at, sockets } = await rawServer((socket) => socket.write(`${small}${small}`));
    const reader = client();

    expect([await readAll(reader, at), await readAll(reader, at)]).toEqual(["a", "a"]);
    expect(sockets.size).toBe(2);
  });

  test("that got something while it was idle carries no other request", async () => {
    const { at, sockets } = await rawServer((socket) => socket.write(small));
    const reader = client();
    await readAll(reader, at);
    const [first] = sockets;

    first?.write(small);
    await eventually(() => first?.destroyed === true);

    expect(await readAll(reader, at)).toBe("a");
    expect(sockets.size).toBe(2);
  });

  test("that the server closed while it was idle is not used again", async () => {
    const { at, sockets } = await rawServer((socket) => socket.write(small));
    const reader = client();
    await readAll(reader, at);
    const [first] = sockets;

    first?.end();
    await eventually(() => first?.destroyed === true);

    expect(await readAll(reader, at)).toBe("a");
  });

  test("that the server is about to close is not used again", async () => {
    const announced = "HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 1\r\n\r\na";
    const { at, sockets } = await rawServer((socket) => socket.write(announced));
    const reader = client();

    expect([await readAll(reader, at), await readAll(reader, at)]).toEqual(["a", "a"]);
    expect(sockets.size).toBe(2);
  });

  test("carries one request at a time: nothing is sent before the response is read", async () => {
    let asked = 0;
    const { at, sockets } = await rawServer((socket) => {
      asked += 1;
      if (asked === 2) {
        socket.write(small);
      }
    });
    const reader = client();
    const first = reader.get(request(at), never);
    await eventually(() => asked === 1);

    expect(await readAll(reader, at)).toBe("a");
    expect(sockets.size).toBe(2);
    const waiting = [...sockets][0];
    waiting?.write(small);
    (await first).discard();
  });

  test.each([
    ["before its head", ""],
    ["in its head", "HTTP/1.1 200 OK\r\ncontent-le"],
    ["in its body", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"],
  ])("that is cut %s is a source out of reach", async (_, text) => {
    const { at } = await rawServer((socket) => socket.end(text));

    await expect(readAll(client(), at)).rejects.toMatchObject({ code: "source-unreachable" });
  });

  test("may answer before the request is read, and is believed", async () => {
    const server = createTcpServer((socket) => socket.pause().write(small)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const reader = client();

    expect(await readAll(reader, new URL(`http://127.0.0.1:${port}`))).toBe("a");
    reader.close();
    server.close();
  });

  test("is broken by close, also for those who wait for it", async () => {
    const { at } = await rawServer(() => undefined);
    const reader = client();
    const response = reader.get(request(at), never);
    reader.close();

    await expect(response).rejects.toMatchObject({ code: "source-unreachable" });
  });

  test("that sends too slowly is given up, however busy it is in between", async () => {
    const { at } = await rawServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n");
      const drip = () => socket.write("a", (error) => (error ? undefined : setImmediate(drip)));
      drip();
    });
    const reader = client({ minimumBytesPerSecond: 100 * MIB, rateWindowMs: 50 });

    await expect(readAll(reader, at)).rejects.toMatchObject({
      code: "source-unreachable",
      message: "the object sends slower than its minimum rate",
    });
  });
});

test.each([
  ["a path with a line break", { path: "/a HTTP/1.1\r\nx: y" }],
  ["a path with a space", { path: "/a b" }],
  ["a header whose name has a line break", { headers: { "x\r\ny": "z" } }],
  ["a header with a line break", { headers: { range: "bytes=0-1\r\nx: y" } }],
  ["a header that is no latin1", { headers: { range: "€" } }],
])("%s is never sent", async (_, change) => {
  const { at, sockets } = await servers.http(ranges);

  await expect(client().get({ ...request(at), ...change }, never)).rejects.toThrow(TypeError);
  expect(sockets.size).toBe(0);
});

test("responses are read as node:http reads them", async () => {
  let canned: { status: number; headers: Record<string, string>; pieces: readonly string[] } = {
    status: 200,
    headers: {},
    pieces: [],
  };
  const { at } = await servers.http((_request, response) => {
    response.writeHead(canned.status, canned.headers);
    for (const piece of canned.pieces) {
      response.write(piece);
    }
    response.end();
  });
  const reader = client();

  async function byNode() {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    httpGet(at, (response) => {
      const chunks: Buffer[] = [];
      response
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () => {
          const { statusCode: status, headers } = response;
          resolve({
            status,
            headers: withoutDate(headers),
            body: Buffer.concat(chunks).toString(),
          });
        });
    });
    return await promise;
  }

  async function byUs() {
    const { status, headers, chunks } = await reader.get(request(at), never);
    let body = "";
    for await (const chunk of chunks) {
      body += Buffer.from(chunk).toString();
    }
    return { status, headers: withoutDate(headers), body };
  }

  const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        status: fc.constantFrom(200, 204, 206, 304, 404, 412, 500),
        headers: fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), value, { maxKeys: 5 }),
        pieces: fc.array(fc.stringMatching(/^[a-z]{1,50}$/), { maxLength: 5 }),
      }),
      async (next) => {
        canned = next;
        expect(await byUs()).toEqual(await byNode());
      },
    ),
    { numRuns: 60 },
  );
});

/** What may differ between two responses, and what the two clients ask for differently. */
function withoutDate(headers: NodeJS.Dict<string | string[]>) {
  const { date: _date, connection: _connection, "keep-alive": _keepAlive, ...others } = headers;
  return others;
}
