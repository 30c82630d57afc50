import type { SourceReader } from "@penstock/core";
import { startHttpServer } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHttpSourceReader } from "./http-source-reader.ts";
import {
  DATE,
  RANGE,
  type Respond,
  read,
  responding,
  SOURCE_VERSION,
  signal,
  WHOLE,
} from "./test-source.ts";

/** A source whose server answers as the test wants. */
async function sourceOf(respond: Respond): Promise<SourceReader> {
  const server = await startHttpServer(respond);
  onTestFinished(server.close);
  return createHttpSourceReader({ baseUrl: `${server.url}/data/` });
}

describe("read", () => {
  test.each([
    [{ kind: "etag", etag: '"v1"' }, { "if-match": '"v1"' }],
    [{ kind: "last-modified", date: DATE }, { "if-unmodified-since": DATE }],
  ] as const)("pins its request to %o", async (validator, expected) => {
    let headers = {};
    const source = await sourceOf((request, response) => {
      headers = request.headers;
      response.setHeader("etag", '"v1"').setHeader("last-modified", DATE);
      responding(206, { "content-range": "bytes 10-29/100" }, "a".repeat(20))(request, response);
    });

    await read(source, RANGE, { sizeBytes: 100, validator });

    expect(headers).toMatchObject({ ...expected, range: "bytes=10-29" });
  });

  test("asks for a whole object without a range, and believes a chunked response that is complete", async () => {
    let range: string | undefined = "unknown";
    const source = await sourceOf((request, response) => {
      range = request.headers.range;
      response.writeHead(200, { etag: '"v1"', "transfer-encoding": "chunked" });
      response.end("a".repeat(100));
    });

    const readBytes = await read(source, WHOLE);

    expect({ readBytes, range }).toEqual({ readBytes: 100, range: undefined });
  });

  test("closes the connection when the caller leaves the loop", async () => {
    const closed = Promise.withResolvers<void>();
    const source = await sourceOf((request, response) => {
      request.socket.once("close", () => closed.resolve());
      response.writeHead(206, { "content-range": "bytes 10-29/100", etag: '"v1"' });
      response.write("a");
    });

    for await (const chunk of source.read("object", SOURCE_VERSION, RANGE, signal)) {
      expect(chunk.length).toBe(1);
      break;
    }

    await closed.promise;
  });

  test("closes the connection when the signal is aborted while it waits", async () => {
    const closed = Promise.withResolvers<void>();
    const abort = new AbortController();
    const source = await sourceOf((request, response) => {
      request.socket.once("close", () => closed.resolve());
      response.writeHead(206, { "content-range": "bytes 10-29/100", etag: '"v1"' });
      response.write("a", () => abort.abort(new Error("lease lost")));
    });

    const chunks = source
      .read("object", SOURCE_VERSION, RANGE, abort.signal)
      [Symbol.asyncIterator]();
    async function readAll(): Promise<void> {
      while ((await chunks.next()).done !== true) {
        // One byte comes, then nothing.
      }
    }

    await expect(readAll()).rejects.toThrow("lease lost");
    await closed.promise;
  });

  test("reports a server that is not there as unreachable", async () => {
    const server = await startHttpServer(responding(200));
    await server.close();
    const source = createHttpSourceReader({ baseUrl: server.url });

    await expect(read(source)).rejects.toMatchObject({ code: "source-unreachable" });
  });
});

describe("a rejection in words", () => {
  const words = async (type: string, body: string, key = "object") => {
    const source = await sourceOf(responding(403, { "content-type": type }, body));
    const failed: unknown = await source
      .stat(key, AbortSignal.timeout(120_000))
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

  test.each([
    "The URL /object?pass=hunter-two&for=ada was refused",
    "<p>The URL /object?pass=hunter-two&amp;for=ada was refused</p>",
    "wrong pass: hunter%2Dtwo.",
    "no such pass (hunter-t",
  ])("repeats nothing of the URL's query: %s", async (body) => {
    const said = await words("text/plain", body, "object?pass=hunter%2dtwo&for=ada");

    expect(said).toMatch(/answered 403: \w/);
    expect(said).not.toContain("hunter");
  });

  test("is cut, and a body that is no text is left alone", async () => {
    expect((await words("text/plain", "a".repeat(10_000))).length).toBeLessThan(200);
    expect(await words("image/png", "picture")).toMatch(/answered 403$/);
    expect(await words("application/json", '{"error":"quota"}')).toMatch(/answered 403$/);
  });
});
