import type { IncomingMessage, ServerResponse } from "node:http";
import { startHttpServer, type TestHttpServer } from "@penstock/testkit";
import { createAddressGuard } from "@penstock/transport";
import { describe, expect, onTestFinished, test } from "vitest";
import { redirectTarget } from "./http-redirects.ts";
import { createHttpSourceReader } from "./http-source-reader.ts";

const signal = new AbortController().signal;
const BYTES = Buffer.from("0123456789");
const HERE = new URL("https://files.example.com/data/object?signature=secret");

async function server(
  respond: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TestHttpServer> {
  const started = await startHttpServer(respond);
  onTestFinished(started.close);
  return started;
}

function sendObject(request: IncomingMessage, response: ServerResponse): void {
  const [, first = "0", last = "9"] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  const body = BYTES.subarray(Number(first), Number(last) + 1);
  response.writeHead(206, { "content-range": `bytes ${first}-${last}/10`, etag: '"v1"' }).end(body);
}

async function readAll(
  baseUrl: string,
  key = "object",
  allowed: readonly string[] = ["127.0.0.0/8"],
) {
  const source = createHttpSourceReader({ baseUrl, guard: createAddressGuard(allowed) });
  onTestFinished(source.close);
  const { sourceVersion } = await source.stat(key, signal);
  let text = "";
  for await (const chunk of source.read(
    key,
    sourceVersion,
    { startByte: 2, lengthBytes: 5 },
    signal,
  )) {
    text += Buffer.from(chunk).toString();
  }
  return text;
}

test.each([301, 302, 303, 307, 308])(
  "a redirect by %i is followed on its origin",
  async (status) => {
    const { url } = await server((request, response) => {
      if (request.url === "/there") {
        sendObject(request, response);
      } else {
        response.writeHead(status, { location: "/there" }).end("it is there");
      }
    });

    expect(await readAll(url)).toBe("23456");
  },
);

test("a redirect to another origin is followed, with the range and the precondition, and no query", async () => {
  const asked: IncomingMessage[] = [];
  const there = await server((request, response) => {
    asked.push(request);
    sendObject(request, response);
  });
  const { url } = await server((_, response) => {
    const location = there.url.replace("//", "//user:password@");
    response.writeHead(302, { location: `${location}/moved` }).end();
  });

  expect(await readAll(url, "object?signature=secret")).toBe("23456");
  expect(asked.map((request) => request.url)).toEqual(["/moved", "/moved"]);
  expect(asked[1]?.headers).toMatchObject({ range: "bytes=2-6", "if-match": '"v1"' });
  expect(asked[1]?.headers).not.toHaveProperty("authorization");
});

test.each([
  [3, "23456"],
  [4, "source-unusable"],
])("%i redirects in a row: %s", async (redirects, expected) => {
  const { url } = await server((request, response) => {
    const hop = Number(/hop=(\d)/.exec(request.url ?? "")?.[1] ?? 0);
    if (hop === redirects) {
      sendObject(request, response);
    } else {
      response.writeHead(302, { location: `?hop=${hop + 1}` }).end();
    }
  });

  const outcome = await readAll(url).catch((error: { readonly code: string }) => error.code);

  expect(outcome).toBe(expected);
});

test.each([
  ["http://files.example.com/data/object", /from https: only https: or the same/],
  ["ftp://files.example.com/object", /from https: only/],
  ["file:///etc/passwd", /from https: only/],
  ["", /to no address/],
  ["https://", /to no address/],
])("a redirect to %j is not followed, and says so at once", (location, message) => {
  expect(() =>
    redirectTarget({ status: 302, headers: { location } }, HERE, "the source object"),
  ).toThrow(
    expect.objectContaining({
      code: "source-unusable",
      message: expect.stringMatching(message),
    }),
  );
});

test("what is said of a redirect leaves its query out, which may hold a signature", () => {
  expect(() =>
    redirectTarget(
      { status: 302, headers: { location: "http://other.host/path?signature=secret" } },
      HERE,
      "the source object",
    ),
  ).toThrow(/redirects to http:\/\/other\.host\/path \(302\)/);
});

describe("where a redirect leads", () => {
  const PLACES = [
    "127.0.0.1",
    "127.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0x7f.1",
    "127.0.0.1.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "0.0.0.0",
    "localhost",
  ];

  test.each(PLACES)("is not asked for anything at %s, which is inside", async (host) => {
    const asked: string[] = [];
    const there = await server((request, response) => {
      asked.push(request.url ?? "");
      sendObject(request, response);
    });
    const { port } = new URL(there.url);
    const { url } = await server((_, response) => {
      response.writeHead(302, { location: `http://${host}:${port}/object` }).end();
    });

    await expect(readAll(url, "object", [])).rejects.toMatchObject({ code: "address-blocked" });
    expect(asked).toEqual([]);
  });

  test("may be a metadata address in no network that is open", async () => {
    const { url } = await server((_, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
    });

    await expect(readAll(url, "object", ["0.0.0.0/0"])).rejects.toMatchObject({
      code: "address-blocked",
    });
  });
});
