import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createSender } from "./sender.ts";
import { TEST_CERTIFICATE, TEST_KEY } from "./test-certificate.ts";

const KIB = 1024;
/** More than the other side's kernel takes unread, less than ours does. */
const LARGE_BYTES = 2048 * KIB;
const TURNS = 20;
const usual = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([TEST_CERTIFICATE]));
afterAll(() => setDefaultCACertificates(usual));

const never = new AbortController().signal;
const limits = { continueMs: 1_000, idleMs: 30_000, totalMs: 60_000 };

async function listenOn(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** A store, and on the way to it a host that can stop reading. */
async function open(protocol: "http:" | "https:") {
  const whole: string[] = [];
  const respond: RequestListener = (request, response) => {
    request.on("error", () => undefined).resume();
    request.on("end", () => {
      whole.push(request.url ?? "");
      response.writeHead(200, { "content-length": 0 }).end();
    });
  };
  const tls = { key: TEST_KEY, cert: TEST_CERTIFICATE };
  const store = protocol === "http:" ? createHttpServer(respond) : createHttpsServer(tls, respond);
  onTestFinished(() => store.closeAllConnections());
  const storePort = await listenOn(store);
  const { promise: accepted, resolve } = Promise.withResolvers<Socket>();
  const way = createTcpServer((from) => {
    const to = connect({ host: "127.0.0.1", port: storePort });
    // As a host on the way does: what came is passed on, and then the end, of whatever kind.
    to.on("error", () => undefined).pipe(from);
    from.on("error", () => to.end()).pipe(to);
    resolve(from);
  });
  const at = new URL(`${protocol}//127.0.0.1:${await listenOn(way)}`);
  const sender = createSender();
  onTestFinished(() => sender.close());
  const put = (path: string, lengthBytes: number, signal = never) => {
    const written = Promise.withResolvers<void>();
    const chunks = (async function* () {
      yield new Uint8Array(lengthBytes);
      written.resolve();
    })();
    const sent = { what: "PUT key", at, method: "PUT", path, limits };
    const headers = { "content-length": String(lengthBytes) };
    const answered = sender.send({ ...sent, headers, body: { lengthBytes, chunks } }, signal);
    return { written: written.promise, answered };
  };
  return { accepted, whole, put };
}

describe.each(["http:", "https:"] as const)("a PUT over %s that is given up", (protocol) => {
  // [its bytes, of the one before it on the connection: what is small has connections of its own]
  test.each([
    [64 * KIB, 10],
    [LARGE_BYTES, 65 * KIB],
  ])("is reset, with %d bytes on their way", async (bytes, before) => {
    const { accepted, whole, put } = await open(protocol);
    for await (const _ of (await put("/first", before).answered).chunks) {
      // Its connection is free for the next one.
    }
    const way = await accepted;
    const ended = once(way, "error");
    way.pause();
    const giveUp = new AbortController();
    const second = put("/second", bytes, giveUp.signal);
    await second.written;
    for (let turn = 0; turn < TURNS; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }

    giveUp.abort(new Error("its lease is over"));
    await expect(second.answered).rejects.toThrow("its lease is over");
    way.resume();

    expect(await ended).toMatchObject([{ code: "ECONNRESET" }]);
    expect(whole).toEqual(bytes === LARGE_BYTES ? ["/first"] : expect.arrayContaining(["/first"]));
  });
});
