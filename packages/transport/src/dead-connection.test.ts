import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { PartBody } from "@penstock/core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createGetClient } from "./get-client.ts";
import { createSender } from "./sender.ts";
import { TEST_CERTIFICATE, TEST_KEY } from "./test-certificate.ts";

const usual = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([TEST_CERTIFICATE]));
afterAll(() => setDefaultCACertificates(usual));

const never = new AbortController().signal;
const limits = { continueMs: 1_000, idleMs: 10_000, totalMs: 20_000 };
const LARGE = Buffer.alloc(300_000, "large ");

/** Answers the first request of a connection, and closes it, unannounced, at the second one. */
async function startFickle(
  protocol: "http:" | "https:",
  isDeadFrom = Number.POSITIVE_INFINITY,
  end: (socket: Socket) => void = (socket) => socket.destroy(),
) {
  const served = new Map<Socket, number>();
  const received: string[] = [];
  let closed = 0;
  const respond: RequestListener = (request, response) => {
    const count = (served.get(request.socket) ?? 0) + 1;
    served.set(request.socket, count);
    if (count > 1 || served.size >= isDeadFrom) {
      closed += 1;
      end(request.socket);
      return;
    }
    let text = "";
    request.on("data", (data: Buffer) => {
      text += data.toString("latin1");
    });
    request.on("end", () => {
      received.push(text);
      response.writeHead(200, { "content-length": 2 }).end("ok");
    });
  };
  const server =
    protocol === "http:"
      ? createServer(respond)
      : createSecureServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, respond);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { at: new URL(`${protocol}//127.0.0.1:${port}`), received, closed: () => closed };
}

async function* alone(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function openSender(at: URL) {
  const sender = createSender();
  onTestFinished(() => sender.close());
  return async (method: string, body?: PartBody) => {
    const headers = body === undefined ? {} : { "content-length": String(body.lengthBytes) };
    const sent = { what: `${method} key`, at, method, path: "/key", headers, body, limits };
    const response = await sender.send(sent, never);
    for await (const _ of response.chunks) {
      // Read to its end, it leaves its connection for the next request.
    }
    return response.status;
  };
}

function replayable(bytes: Uint8Array): PartBody {
  const again = () => alone(bytes);
  return { lengthBytes: bytes.length, chunks: again(), again };
}

describe.each(["http:", "https:"] as const)(
  "a kept connection that is dead, over %s,",
  (protocol) => {
    test("costs a source's reader nothing", async () => {
      const { at, received, closed } = await startFickle(protocol);
      const client = createGetClient();
      onTestFinished(() => client.close());

      for (let round = 0; round < 6; round += 1) {
        const response = await client.get(
          { what: "the object", at, path: "/a", headers: {} },
          never,
        );
        for await (const _ of response.chunks) {
          // To its end.
        }
      }

      expect(received).toHaveLength(6);
      expect(closed()).toBeGreaterThan(2);
    });

    test.each([
      ["a small body", "PUT", () => replayable(Buffer.from("small"))],
      ["a large body", "PUT", () => replayable(LARGE)],
      ["a request without a body", "HEAD", () => undefined],
      ["an end", "DELETE", () => undefined],
    ])("costs %s nothing", async (_, method, body) => {
      const { at, received, closed } = await startFickle(protocol);
      const send = openSender(at);

      for (let round = 0; round < 6; round += 1) {
        expect(await send(method, body())).toBe(200);
      }

      const text = Buffer.from((await bytesOf(body())) ?? []).toString("latin1");
      expect(received).toEqual(Array.from({ length: 6 }, () => text));
      expect(closed()).toBeGreaterThan(2);
    });
  },
);

async function bytesOf(body: PartBody | undefined): Promise<Uint8Array | undefined> {
  for await (const chunk of body?.chunks ?? []) {
    return chunk;
  }
  return undefined;
}

/** Other ends than one that is closed. */
const ENDS: Readonly<Record<string, (socket: Socket) => void>> = {
  "is closed in the next turn": (socket) => setImmediate(() => socket.destroy()),
  "is closed on one side": (socket) => socket.end(),
  "is reset": (socket) =>
    // Over TLS there is one below it.
    "encrypted" in socket ? socket.destroy() : socket.resetAndDestroy(),
  "is closed once all is written": (socket) => socket.destroySoon(),
};

describe.each(["http:", "https:"] as const)("a kept connection, over %s,", (protocol) => {
  test.each(Object.keys(ENDS))("that %s costs nothing", async (name) => {
    const { at, received, closed } = await startFickle(protocol, undefined, ENDS[name]);
    const client = createGetClient();
    onTestFinished(() => client.close());
    const send = openSender(at);

    for (let round = 0; round < 4; round += 1) {
      const { chunks } = await client.get({ what: "it", at, path: "/a", headers: {} }, never);
      for await (const _ of chunks) {
        // To its end.
      }
      expect(await send("PUT", replayable(LARGE))).toBe(200);
    }

    expect(received.filter((text) => text === LARGE.toString("latin1"))).toHaveLength(4);
    expect(closed()).toBeGreaterThan(2);
  });
});

describe("a request that met a dead connection", () => {
  test("is sent only once more", async () => {
    const { at, closed } = await startFickle("http:", 2);
    const send = openSender(at);
    await send("HEAD");

    await expect(send("HEAD")).rejects.toMatchObject({ code: "store-unreachable" });

    expect(closed()).toBe(2);
  });

  test("on its first use is not sent again", async () => {
    const { at, closed } = await startFickle("http:", 1);
    const client = createGetClient();
    onTestFinished(() => client.close());

    const get = client.get({ what: "the object", at, path: "/a", headers: {} }, never);

    await expect(get).rejects.toMatchObject({ code: "source-unreachable" });
    expect(closed()).toBe(1);
  });

  test.each([
    ["may begin something twice", "POST", replayable(Buffer.from("small"))],
    ["cannot be walked again", "PUT", { lengthBytes: LARGE.length, chunks: alone(LARGE) }],
  ])("is not sent again where its body %s", async (_, method, body) => {
    const { at, closed } = await startFickle("http:");
    const send = openSender(at);
    await send("HEAD");

    await expect(send(method, body)).rejects.toMatchObject({ code: "store-unreachable" });

    expect(closed()).toBe(1);
  });
});
