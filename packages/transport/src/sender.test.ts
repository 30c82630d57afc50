import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
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

async function open(protocol: "http:" | "https:", answer: RequestListener) {
  const server =
    protocol === "http:"
      ? createServer(answer)
      : createSecureServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sender = createSender();
  onTestFinished(async () => {
    sender.close();
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return async (body: PartBody, headers: Sent["headers"] = {}) => {
    const at = new URL(`${protocol}//127.0.0.1:${port}`);
    const sent = { what: "PUT key", at, method: "PUT", path: "/key", body, limits };
    const length = { "content-length": String(body.lengthBytes) };
    return await sender.send({ ...sent, headers: { ...length, ...headers } }, never);
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

      const answer = await send(bodyOf(20 * MIB, reused()));
      answer.discard();

      expect(answer.status).toBe(200);
      expect(hash.digest("hex")).toBe(expected.digest("hex"));
    },
  );

  test.each([
    ["more", pieces("abc", "d")],
    ["fewer", pieces("ab")],
  ])("of %s bytes than were announced is the source's mistake", async (_, chunks) => {
    const send = await open("http:", stored);

    await expect(send(bodyOf(3, chunks))).rejects.toMatchObject({ code: "source-length-wrong" });
  });

  test.each([
    ["before", pieces("ab", new Error("the source changed"))],
    ["after", pieces("abc", new Error("the source changed"))],
  ])("whose source breaks %s its last byte rejects with the source's error", async (_, chunks) => {
    const send = await open("http:", stored);

    await expect(send(bodyOf(3, chunks))).rejects.toThrow("the source changed");
  });

  test("is not believed to be stored by an answer that did not wait for it", async () => {
    const answered = Promise.withResolvers<void>();
    const send = await open("http:", (_request, response) => {
      response.writeHead(200).end(() => answered.resolve());
    });
    async function* waiting(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(MIB);
      await answered.promise;
      for (;;) {
        yield Buffer.alloc(MIB);
      }
    }

    const answer = send(bodyOf(1024 * MIB, waiting()));

    await expect(answer).rejects.toMatchObject({ code: "store-answer-invalid" });
  });
});

test("connections are used again after an empty answer and after one with a body", async () => {
  const ports = new Set<number | undefined>();
  const send = await open("http:", (request, response) => {
    ports.add(request.socket.remotePort);
    const text = ports.size === 1 && request.headers["x-empty"] === "yes" ? "" : "<Ok/>";
    request.resume().on("end", () => {
      response.writeHead(200, { "content-length": text.length }).end(text);
    });
  });

  for (const empty of ["yes", "no", "yes", "no"]) {
    const { chunks } = await send(bodyOf(3, pieces("abc")), { "x-empty": empty });
    for await (const _ of chunks) {
      // Read to its end.
    }
  }

  expect(ports.size).toBe(1);
});
