import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { SourceReader } from "@penstock/core";
import { startHttpServer } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHttpSourceReader } from "./http-source-reader.ts";
import { DATE, RANGE, type Respond, read, responding, signal } from "./test-source.ts";

/** A source whose server answers as the test wants. */
async function sourceOf(respond: Respond): Promise<SourceReader> {
  const server = await startHttpServer(respond);
  onTestFinished(server.close);
  return createHttpSourceReader({ baseUrl: `${server.url}/data/` });
}

describe("stat", () => {
  test("asks for the first byte without compression, below the base URL", async () => {
    const asked: IncomingMessage[] = [];
    const source = await sourceOf((request, response) => {
      asked.push(request);
      responding(206, { "content-range": "bytes 0-0/100" }, "a")(request, response);
    });

    await source.stat("a b?version=2", signal);

    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /data/a%20b?version=2",
    ]);
    expect(asked[0]?.headers).toMatchObject({ range: "bytes=0-0", "accept-encoding": "identity" });
  });

  test.each([
    [
      { etag: '"x"', "last-modified": DATE },
      { validator: { kind: "etag", etag: '"x"' }, signs: { "last-modified": DATE } },
    ],
    [
      { etag: 'W/"x"', "last-modified": DATE },
      { validator: { kind: "weak-etag", etag: 'W/"x"' }, signs: { "last-modified": DATE } },
    ],
    [{ etag: "unquoted" }, { validator: { kind: "weak-etag", etag: "unquoted" } }],
    [{ "last-modified": DATE }, { validator: { kind: "last-modified", date: DATE } }],
    [{ etag: '""' }, { validator: { kind: "size-only" } }],
    [{}, { validator: { kind: "size-only" } }],
  ])("pins a response with %o to %o", async (headers, pinned) => {
    const source = await sourceOf(
      responding(
        206,
        { "content-range": "bytes 0-0/100", "content-type": "text/plain", ...headers },
        "a",
      ),
    );

    const stat = await source.stat("object", signal);

    expect(stat).toEqual({
      sourceVersion: { sizeBytes: 100, ...pinned },
      hasRanges: true,
      attributes: { attributes: { contentType: "text/plain", metadata: {} }, leftBehind: [] },
    });
  });

  test("takes the size of a source without ranges from its Content-Length, and reads no body", async () => {
    const sockets: Socket[] = [];
    const source = await sourceOf((request, response) => {
      sockets.push(request.socket);
      // Nothing of the body is ever sent: a reader that waited for it would not come back.
      response.writeHead(200, { "content-length": 1_000_000_000 }).flushHeaders();
    });

    const { sourceVersion, hasRanges } = await source.stat("object", signal);

    expect({ size: sourceVersion.sizeBytes, hasRanges }).toEqual({
      size: 1_000_000_000,
      hasRanges: false,
    });
    expect(sockets).toHaveLength(1);
  });

  test.each([
    ["with ranges", 206, { "content-range": "bytes 0-0/3", vary: "Accept-Encoding" }, "a"],
    ["without ranges", 200, { "content-length": 3 }, "abc"],
  ])("takes the coding of a stored object %s for one of its attributes", async (...given) => {
    const [, status, headers, body] = given;
    const coding = { "content-encoding": "x-gzip", "content-type": "application/x-tar" };
    const source = await sourceOf(responding(status, { ...headers, ...coding }, body));

    const { sourceVersion, attributes } = await source.stat("object", signal);

    expect(sourceVersion).toMatchObject({ sizeBytes: 3, contentEncoding: "x-gzip" });
    expect(attributes).toMatchObject({
      attributes: { contentEncoding: "x-gzip", contentType: "application/x-tar" },
    });
  });

  test("tells what an empty object says of itself, not what its rejection says", async () => {
    const source = await sourceOf((request, response) => {
      const isRange = request.headers.range !== undefined;
      const rejection = { "content-range": "bytes */0", "content-type": "text/html" };
      const object = { "content-length": 0, "content-type": "text/plain", etag: '"e"' };
      response.writeHead(isRange ? 416 : 200, isRange ? rejection : object).end();
    });

    const stat = await source.stat("object", signal);

    expect(stat).toMatchObject({
      sourceVersion: { sizeBytes: 0, validator: { kind: "etag" } },
      hasRanges: true,
      attributes: { attributes: { contentType: "text/plain" } },
    });
  });

  test("takes the rejection of the first byte of nothing for an empty object", async () => {
    const source = await sourceOf(responding(416, { "content-range": "bytes */0" }));

    const { sourceVersion, hasRanges } = await source.stat("object", signal);

    expect({ size: sourceVersion.sizeBytes, hasRanges }).toEqual({ size: 0, hasRanges: true });
  });

  test.each([
    [
      "200 that is compressed on the fly, by its missing length",
      responding(200, { "content-encoding": "gzip", "transfer-encoding": "chunked" }, "abc"),
    ],
    [
      "200 that is compressed on the fly, by its Vary",
      responding(
        200,
        { "content-length": 3, "content-encoding": "gzip", vary: "Origin, Accept-Encoding" },
        "abc",
      ),
    ],
    ["206 without a Content-Range", responding(206, {}, "a")],
    ["206 of another byte", responding(206, { "content-range": "bytes 5-5/100" }, "a")],
  ])("refuses %s", async (_, respond) => {
    const source = await sourceOf(respond);

    const stat = source.stat("object", signal);

    await expect(stat).rejects.toMatchObject({ code: "source-response-invalid" });
  });

  test.each([
    ["200 without a length", responding(200, { "transfer-encoding": "chunked" }, "abc")],
    ["206 with an unknown total", responding(206, { "content-range": "bytes 0-0/*" }, "a")],
    ["416 for any request", responding(416, { "content-range": "bytes */9" })],
  ])("gives up at once on %s", async (_, respond) => {
    const source = await sourceOf(respond);

    const stat = source.stat("object", signal);

    await expect(stat).rejects.toMatchObject({ code: "source-unusable" });
  });

  test.each([
    ["416 with bytes */0", 416, { "content-range": "bytes */0" }, {}],
    ["416 with */*, then 200", 416, { "content-range": "*/*" }, { "content-length": 0 }],
    ["416 without a Content-Range, then 200", 416, {}, { "content-length": 0 }],
    ["416, then 200 in no chunks", 416, {}, { "transfer-encoding": "chunked" }],
    ["200", 200, { "content-length": 0 }, { "content-length": 0 }],
    ["200 in no chunks", 200, { "transfer-encoding": "chunked" }, { "content-length": 0 }],
  ])("takes %s for an empty object", async (_, status, headers, wholeHeaders) => {
    const source = await sourceOf((request, response) => {
      const isRange = request.headers.range !== undefined;
      responding(isRange ? status : 200, isRange ? headers : wholeHeaders)(request, response);
    });

    const { sourceVersion } = await source.stat("object", signal);

    expect(sourceVersion.sizeBytes).toBe(0);
    expect(await read(source, { startByte: 0, lengthBytes: 0 }, sourceVersion)).toBe(0);
  });

  test("takes a rejection of ranges for an object that is read whole", async () => {
    const source = await sourceOf((request, response) => {
      const isRange = request.headers.range !== undefined;
      const rejection = responding(416, { "content-range": "bytes */9" });
      (isRange ? rejection : responding(200, { "content-length": 9 }, "123456789"))(
        request,
        response,
      );
    });

    const { sourceVersion, hasRanges } = await source.stat("object", signal);

    expect({ size: sourceVersion.sizeBytes, hasRanges }).toEqual({ size: 9, hasRanges: false });
  });

  test.each([
    [401, "source-forbidden"],
    [403, "source-forbidden"],
    [404, "source-missing"],
    [405, "source-unusable"],
    [410, "source-missing"],
    [412, "source-changed"],
    [429, "source-throttled"],
    [503, "source-throttled"],
    [500, "source-unreachable"],
    [502, "source-unreachable"],
    [204, "source-response-invalid"],
    [400, "source-response-invalid"],
  ])("takes the status %i for %s", async (status, code) => {
    const source = await sourceOf(responding(status));

    await expect(source.stat("object", signal)).rejects.toMatchObject({ code });
    await expect(read(source)).rejects.toMatchObject({ code });
  });

  test("uses the connection again for the read that follows", async () => {
    const sockets = new Set<Socket>();
    const source = await sourceOf((request, response) => {
      sockets.add(request.socket);
      const range = String(request.headers.range).replace("=", " ");
      const length = range === "bytes 0-0" ? 1 : RANGE.lengthBytes;
      responding(
        206,
        { "content-range": `${range}/100`, etag: '"v1"' },
        "a".repeat(length),
      )(request, response);
    });

    await source.stat("object", signal);
    await read(source);

    expect(sockets.size).toBe(1);
  });
});
