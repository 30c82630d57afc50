import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { SourceVersion } from "@penstock/core";
import { eventually, startHttpServer } from "@penstock/testkit";
import type { ReadLimits } from "@penstock/transport";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHttpSourceReader } from "./http-source-reader.ts";

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** The object is the one of every row: 1 MiB, of which bytes 1000-1999 are asked for. */
const SIZE_BYTES = 1024 * 1024;
const RANGE = { startByte: 1_000, lengthBytes: 1_000 };
const WHOLE = { startByte: 0, lengthBytes: SIZE_BYTES };
const ETAG = '"v1"';
const SOURCE_VERSION: SourceVersion = {
  sizeBytes: SIZE_BYTES,
  validator: { kind: "etag", etag: ETAG },
};
const PARTIAL = { "content-range": `bytes 1000-1999/${SIZE_BYTES}`, etag: ETAG };
const BYTES = Buffer.alloc(SIZE_BYTES, "abcdefg");
const BODY = BYTES.subarray(1_000, 2_000);

let respond: Respond;
let sockets: Socket[];
let server: { readonly url: string; close(): Promise<void> };

beforeEach(async () => {
  sockets = [];
  server = await startHttpServer((request, response) => {
    sockets.push(request.socket);
    respond(request, response);
  });
});

afterEach(async () => {
  await server.close();
});

/** The bytes that a caller is given, and how it ends. */
async function read(
  range = RANGE,
  sourceVersion = SOURCE_VERSION,
  limits: Partial<ReadLimits> = {},
) {
  const source = createHttpSourceReader({ baseUrl: server.url, limits });
  const signal = AbortSignal.timeout(10_000);
  let readBytes = 0;
  try {
    for await (const chunk of source.read("object", sourceVersion, range, signal)) {
      readBytes += chunk.length;
    }
    return { readBytes, code: "none" };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    return { readBytes, code };
  }
}

const sends =
  (status: number, headers: Readonly<Record<string, string | number>>, body: Uint8Array): Respond =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** Writes the response as it stands, for what a correct HTTP server cannot be made to send. */
const sendsRaw =
  (head: readonly string[], body: Uint8Array): Respond =>
  ({ socket }) => {
    socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]));
  };

describe("a response that would give wrong bytes", () => {
  test.each<[string, string, Respond]>([
    ["ignores the range", "source-range-ignored", sends(200, { etag: ETAG }, BYTES)],
    [
      "has another range",
      "source-response-invalid",
      sends(206, { ...PARTIAL, "content-range": `bytes 0-999/${SIZE_BYTES}` }, BODY),
    ],
    [
      "has another total",
      "source-changed",
      sends(206, { ...PARTIAL, "content-range": "bytes 1000-1999/2000" }, BODY),
    ],
    [
      "is compressed",
      "source-response-invalid",
      sends(206, { ...PARTIAL, "content-encoding": "gzip" }, gzipSync(BODY)),
    ],
    [
      "has several ranges",
      "source-response-invalid",
      sends(
        206,
        { "content-type": "multipart/byteranges; boundary=x", etag: ETAG },
        Buffer.from("--x--\r\n"),
      ),
    ],
    ["is of another version", "source-changed", sends(206, { ...PARTIAL, etag: '"v2"' }, BODY)],
    [
      "does not tell its version",
      "source-response-invalid",
      sends(206, { "content-range": PARTIAL["content-range"] }, BODY),
    ],
    [
      "tells its version only weakly",
      "source-response-invalid",
      sends(206, { ...PARTIAL, etag: `W/${ETAG}` }, BODY),
    ],
    ["says that the range is gone", "source-changed", sends(416, {}, Buffer.alloc(0))],
    ["is not HTTP", "source-response-invalid", sendsRaw(["SSH-2.0-OpenSSH"], Buffer.alloc(0))],
  ])("is refused before its first byte when it %s", async (_, code, wrong) => {
    respond = wrong;

    const outcome = await read();

    expect(outcome).toEqual({ readBytes: 0, code });
  });

  test.each<[string, string, Respond]>([
    [
      "is compressed",
      "source-response-invalid",
      sends(200, { etag: ETAG, "content-encoding": "gzip" }, gzipSync(BYTES)),
    ],
    [
      "is shorter",
      "source-changed",
      sends(200, { etag: ETAG, "content-length": SIZE_BYTES - 1 }, BYTES.subarray(1)),
    ],
    ["is a range of it", "source-response-invalid", sends(206, PARTIAL, BODY)],
    ["is of another version", "source-changed", sends(200, { etag: '"v2"' }, BYTES)],
  ])("is refused before its first byte when a whole object %s", async (_, code, wrong) => {
    respond = wrong;

    const outcome = await read(WHOLE);

    expect(outcome).toEqual({ readBytes: 0, code });
  });

  test("is refused when the date of the object is another one", async () => {
    respond = sends(206, { ...PARTIAL, "last-modified": "Tue, 03 Mar 2026 00:00:00 GMT" }, BODY);
    const validator = { kind: "last-modified", date: "Mon, 02 Mar 2026 00:00:00 GMT" } as const;

    const outcome = await read(RANGE, { sizeBytes: SIZE_BYTES, validator });

    expect(outcome).toEqual({ readBytes: 0, code: "source-changed" });
  });
});

describe("a rejection in words", () => {
  const words = async (type: string, body: string) => {
    respond = sends(403, { "content-type": type }, Buffer.from(body));
    const source = createHttpSourceReader({ baseUrl: server.url });
    const failed: unknown = await source
      .stat("object", AbortSignal.timeout(10_000))
      .catch((error) => error);
    return failed instanceof Error ? failed.message : "";
  };

  test.each([
    ["text/plain", "Your link has\nexpired.\n", "answered 403: Your link has expired."],
    ["text/html; charset=utf-8", "<html><h1>Forbidden</h1></html>", "answered 403: Forbidden"],
    ["text/plain", "\u001b[31mred", "answered 403: [31mred"],
  ])("is repeated: %s %j", async (type, body, expected) => {
    expect(await words(type, body)).toContain(expected);
  });

  test("is cut, and a body that is no text is left alone", async () => {
    expect((await words("text/plain", "a".repeat(10_000))).length).toBeLessThan(200);
    expect(await words("image/png", "picture")).toMatch(/answered 403$/);
    expect(await words("application/json", '{"error":"quota"}')).toMatch(/answered 403$/);
  });
});

describe("a body of the wrong length", () => {
  test.each<[string, string, Respond]>([
    [
      "is cut before its Content-Length",
      "source-unreachable",
      sendsRaw(
        [
          "HTTP/1.1 206 OK",
          "content-length: 1000",
          `content-range: ${PARTIAL["content-range"]}`,
          `etag: ${ETAG}`,
        ],
        BODY.subarray(0, 500),
      ),
    ],
    [
      "is chunked and cut",
      "source-unreachable",
      sendsRaw(
        [
          "HTTP/1.1 206 OK",
          "transfer-encoding: chunked",
          `content-range: ${PARTIAL["content-range"]}`,
          `etag: ${ETAG}`,
        ],
        Buffer.from(`1f4\r\n${"a".repeat(500)}\r\n`),
      ),
    ],
    [
      "is chunked and ends early",
      "source-length-wrong",
      sends(206, { ...PARTIAL, "transfer-encoding": "chunked" }, BODY.subarray(0, 500)),
    ],
    [
      "has a shorter Content-Length",
      "source-length-wrong",
      sends(206, { ...PARTIAL, "content-length": 500 }, BODY.subarray(0, 500)),
    ],
    [
      "has no length and ends early",
      "source-length-wrong",
      sendsRaw(
        ["HTTP/1.0 206 OK", `content-range: ${PARTIAL["content-range"]}`, `etag: ${ETAG}`],
        BODY.subarray(0, 500),
      ),
    ],
  ])("is refused at its end when it %s", async (_, code, wrong) => {
    respond = wrong;

    const outcome = await read();

    expect(outcome).toEqual({ readBytes: 500, code });
  });

  test("is refused without its surplus when it continues, and the connection is closed", async () => {
    respond = sends(206, { ...PARTIAL, "transfer-encoding": "chunked" }, BYTES);

    const outcome = await read();

    expect(outcome).toEqual({ readBytes: 0, code: "source-length-wrong" });
    await eventually(() => sockets.every((socket) => socket.destroyed));
  });

  test("has no surplus behind its Content-Length", async () => {
    respond = sendsRaw(
      [
        "HTTP/1.1 206 OK",
        "content-length: 1000",
        `content-range: ${PARTIAL["content-range"]}`,
        `etag: ${ETAG}`,
      ],
      Buffer.concat([BODY, BODY]),
    );

    const { readBytes } = await read();

    expect(readBytes).toBe(1_000);
  });
});

describe("a source that keeps us waiting", () => {
  test("is given up when no response begins, and its connection is closed", async () => {
    respond = () => undefined;

    const outcome = await read(RANGE, SOURCE_VERSION, { firstByteMs: 20 });

    expect(outcome).toEqual({ readBytes: 0, code: "source-unreachable" });
    await eventually(() => sockets.every((socket) => socket.destroyed));
  });

  test("is given up when its body stops, and its connection is closed", async () => {
    respond = (_, response) => {
      response.writeHead(206, PARTIAL).write(BODY.subarray(0, 10));
    };

    const outcome = await read(RANGE, SOURCE_VERSION, { rateWindowMs: 20 });

    expect(outcome).toEqual({ readBytes: 10, code: "source-unreachable" });
    await eventually(() => sockets.every((socket) => socket.destroyed));
  });

  test("is given up when TLS is not established", async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const source = createHttpSourceReader({
      baseUrl: `https://127.0.0.1:${port}`,
      limits: { connectMs: 20, firstByteMs: 60_000 },
    });

    const stat = source.stat("object", AbortSignal.timeout(10_000));

    await expect(stat).rejects.toMatchObject({
      code: "source-unreachable",
      message: "the source object did not give a connection within 20 ms",
    });
    silent.close();
    await once(silent, "close");
  });
});
