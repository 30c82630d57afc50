import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { eventually, startHttpServer } from "@penstock/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  BODY,
  BYTES,
  ETAG,
  PARTIAL,
  RANGE,
  type Respond,
  readFrom,
  SIZE_BYTES,
  sends,
  sendsRaw,
  WHOLE,
} from "./test-object.ts";

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

    const outcome = await readFrom(server.url);

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

    const outcome = await readFrom(server.url, WHOLE);

    expect(outcome).toEqual({ readBytes: 0, code });
  });

  test("is refused when the date of the object is another one", async () => {
    respond = sends(206, { ...PARTIAL, "last-modified": "Tue, 03 Mar 2026 00:00:00 GMT" }, BODY);
    const validator = { kind: "last-modified", date: "Mon, 02 Mar 2026 00:00:00 GMT" } as const;

    const outcome = await readFrom(server.url, RANGE, { sizeBytes: SIZE_BYTES, validator });

    expect(outcome).toEqual({ readBytes: 0, code: "source-changed" });
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

    const outcome = await readFrom(server.url);

    expect(outcome).toEqual({ readBytes: 500, code });
  });

  test("is refused without its surplus when it continues, and the connection is closed", async () => {
    respond = sends(206, { ...PARTIAL, "transfer-encoding": "chunked" }, BYTES);

    const outcome = await readFrom(server.url);

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

    const { readBytes } = await readFrom(server.url);

    expect(readBytes).toBe(1_000);
  });
});
