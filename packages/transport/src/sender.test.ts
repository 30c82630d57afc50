import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { PartBody } from "@penstock/core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createSender, type Sent } from "./sender.ts";
import { TEST_CERTIFICATE, TEST_KEY } from "./test-certificate.ts";

const MIB = 1024 * 1024;
const usual = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([TEST_CERTIFICATE]));
afterAll(() => setDefaultCACertificates(usual));

const never = new AbortController().signal;
const limits = { continueMs: 1_000, idleMs: 30_000, totalMs: 60_000 };

async function open(protocol: "http:" | "https:", respond: RequestListener) {
  const server =
    protocol === "http:"
      ? createServer(respond)
      : createSecureServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, respond);
  onTestFinished(() => server.closeAllConnections());
  return await senderTo(server, protocol);
}

/** Whatever comes is met by this, and by nothing else. */
async function openRaw(meet: (socket: Socket) => void, changed: Partial<Sent["limits"]> = {}) {
  const server = createTcpServer((socket) => {
    onTestFinished(() => {
      socket.destroy();
    });
    socket.on("error", () => undefined).once("data", () => meet(socket));
  });
  return await senderTo(server, "http:", changed);
}

async function senderTo(
  server: Server,
  protocol: "http:" | "https:",
  changed: Partial<Sent["limits"]> = {},
) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sender = createSender();
  onTestFinished(async () => {
    sender.close();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const at = new URL(`${protocol}//127.0.0.1:${port}`);
  return async (body: PartBody, headers: Sent["headers"] = {}, signal = never) => {
    const sent = { what: "PUT key", at, method: "PUT", path: "/key", body };
    const length = { "content-length": String(body.lengthBytes) };
    const all = { headers: { ...length, ...headers }, limits: { ...limits, ...changed } };
    return await sender.send({ ...sent, ...all }, signal);
  };
}

function bodyOf(lengthBytes: number, chunks: AsyncIterable<Uint8Array>): PartBody {
  return { lengthBytes, chunks };
}

async function* pieces(...texts: readonly (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text instanceof Error) {
      throw text;
    }
    yield Buffer.from(text);
  }
}

const stored: RequestListener = (request, response) => {
  request.resume().on("end", () => response.writeHead(200, { "content-length": 0 }).end());
};

describe("a body", () => {
  test.each(["http:", "https:"] as const)(
    "over %s arrives whole at a slow store, though its buffer is used again at once",
    async (protocol) => {
      const hash = createHash("sha256");
      const send = await open(protocol, (request, response) => {
        request
          .on("data", (chunk: Buffer) => {
            hash.update(chunk);
            request.pause();
            setImmediate(() => request.resume());
          })
          .on("end", () => response.end());
      });
      const expected = createHash("sha256");
      const buffer = Buffer.alloc(MIB);
      async function* reused(): AsyncGenerator<Uint8Array> {
        for (let count = 0; count < 20; count += 1) {
          buffer.fill(`${count} and counting `);
          expected.update(buffer);
          yield buffer;
          buffer.fill("x");
        }
      }

      const response = await send(bodyOf(20 * MIB, reused()));
      response.discard();

      expect(response.status).toBe(200);
      expect(hash.digest("hex")).toBe(expected.digest("hex"));
    },
  );

  describe.each([
    ["a small", "abc"],
    ["a large", "abc".repeat(30_000)],
  ])("%s one", (_, text) => {
    const { length } = text;

    test.each([
      ["more", [text, "d"]],
      ["fewer", [text.slice(1)]],
    ])("of %s bytes than were announced is the source's mistake", async (__, texts) => {
      const send = await open("http:", stored);

      await expect(send(bodyOf(length, pieces(...texts)))).rejects.toMatchObject({
        code: "source-length-wrong",
      });
    });

    test.each([
      ["before", text.slice(1)],
      ["after", text],
    ])("whose source breaks %s its last byte rejects with the source's error", async (__, sent) => {
      const send = await open("http:", stored);
      const chunks = pieces(sent, new Error("the source changed"));

      await expect(send(bodyOf(length, chunks))).rejects.toThrow("the source changed");
    });

    test.each(["http:", "https:"] as const)(
      "arrives over %s with its headers",
      async (protocol) => {
        const got: unknown[] = [];
        const send = await open(protocol, (request, response) => {
          const hash = createHash("sha256");
          request
            .on("data", (chunk: Buffer) => hash.update(chunk))
            .on("end", () => {
              const { "content-length": bytes, "x-a": header } = request.headers;
              got.push([request.method, request.url, Number(bytes), header, hash.digest("hex")]);
              response.end();
            });
        });

        const chunks = pieces(text.slice(0, 2), text.slice(2));
        const response = await send(bodyOf(length, chunks), { "x-a": "b" });
        response.discard();

        const digest = createHash("sha256").update(text).digest("hex");
        expect(got).toEqual([["PUT", "/key", length, "b", digest]]);
      },
    );

    test("that is refused at once gets its rejection", async () => {
      const rejection =
        "HTTP/1.1 403 Forbidden\r\ncontent-length: 5\r\nconnection: close\r\n\r\nnever";
      const send = await openRaw((socket) => socket.write(rejection));

      const { status, chunks } = await send(bodyOf(length, pieces(text)));

      let reason = "";
      for await (const chunk of chunks) {
        reason += Buffer.from(chunk).toString();
      }
      expect({ status, reason }).toEqual({ status: 403, reason: "never" });
    });

    test.each([
      ["is cut", (socket: Socket) => socket.destroy(), {}],
      ["is cut in the response's head", (socket: Socket) => socket.end("HTTP/1.1 200 O"), {}],
      ["says nothing", () => undefined, { idleMs: 50 }],
      ["takes too long", () => undefined, { totalMs: 50 }],
    ])("whose connection %s did not reach the store", async (__, meet, changed) => {
      const send = await openRaw(meet, changed);

      await expect(send(bodyOf(length, pieces(text)))).rejects.toMatchObject({
        code: "store-unreachable",
        message: expect.stringContaining("PUT key"),
      });
    });

    test("stops when its signal is aborted, with its reason", async () => {
      const abort = new AbortController();
      const send = await openRaw(() => abort.abort(new Error("lease lost")));

      const response = send(bodyOf(length, pieces(text)), {}, abort.signal);

      await expect(response).rejects.toThrow("lease lost");
    });

    test("is not sent when its signal is aborted while it is read", async () => {
      const abort = new AbortController();
      let requests = 0;
      const send = await openRaw(() => {
        requests += 1;
      });
      async function* aborting(): AsyncGenerator<Uint8Array> {
        abort.abort(new Error("lease lost"));
        yield Buffer.from(text);
      }

      await expect(send(bodyOf(length, aborting()), {}, abort.signal)).rejects.toThrow(
        "lease lost",
      );
      expect(requests).toBe(0);
    });
  });

  test("is what was handed over, where the buffers of others are used again", async () => {
    const wrong: string[] = [];
    const send = await open("http:", (request, response) => {
      const read: Buffer[] = [];
      request.on("data", (piece: Buffer) => read.push(piece));
      request.on("end", () => {
        const got = Buffer.concat(read).toString();
        if (got !== request.headers["x-body"]) {
          wrong.push(got);
        }
        response.end();
      });
    });

    const round = (from: number) =>
      Promise.all(
        [0, 1, 2, 3].map(async (index) => {
          const text = `${from + index} `.repeat(1 + ((from * 7 + index * 13) % 50));
          const body = text.trim();
          const response = await send(bodyOf(body.length, pieces(body)), { "x-body": body });
          for await (const _ of response.chunks) {
            // Read to its end it leaves the connection usable.
          }
        }),
      );
    for (let from = 0; from < 80; from += 4) {
      await round(from);
    }

    expect(wrong).toEqual([]);
  });

  test("is not believed to be stored by a response that did not wait for it", async () => {
    const responded = Promise.withResolvers<void>();
    const send = await open("http:", (_request, response) => {
      response.writeHead(200).end(() => responded.resolve());
    });
    async function* waiting(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(MIB);
      await responded.promise;
      for (;;) {
        yield Buffer.alloc(MIB);
      }
    }

    const response = send(bodyOf(1024 * MIB, waiting()));

    await expect(response).rejects.toMatchObject({ code: "store-response-invalid" });
  });
});

test.each([
  ["small", "abc"],
  ["large", "abc".repeat(30_000)],
])("connections of %s bodies are used again after any response", async (_, text) => {
  const ports = new Set<number | undefined>();
  const send = await open("http:", (request, response) => {
    ports.add(request.socket.remotePort);
    const reply = request.headers["x-empty"] === "yes" ? "" : "<Ok/>";
    request.resume().on("end", () => {
      response.writeHead(200, { "content-length": reply.length }).end(reply);
    });
  });

  for (const empty of ["yes", "no", "yes", "no"]) {
    const body = bodyOf(text.length, pieces(text));
    const { chunks } = await send(body, { "x-empty": empty });
    for await (const __ of chunks) {
      // Read to its end.
    }
  }

  expect(ports.size).toBe(1);
});
