import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { eventually, startHttpServer } from "@penstock/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHttpSourceReader } from "./http-source-reader.ts";
import { BODY, PARTIAL, RANGE, type Respond, readFrom, SOURCE_VERSION } from "./test-object.ts";

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

describe("a source that keeps its reader waiting", () => {
  test("is given up when no response begins, and its connection is closed", async () => {
    respond = () => undefined;

    const outcome = await readFrom(server.url, RANGE, SOURCE_VERSION, { firstByteMs: 20 });

    expect(outcome).toEqual({ readBytes: 0, code: "source-unreachable" });
    await eventually(() => sockets.every((socket) => socket.destroyed));
  });

  test("is given up when its body stops, and its connection is closed", async () => {
    respond = (_, response) => {
      response.writeHead(206, PARTIAL).write(BODY.subarray(0, 10));
    };

    const outcome = await readFrom(server.url, RANGE, SOURCE_VERSION, { rateWindowMs: 20 });

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

    const stat = source.stat("object", AbortSignal.timeout(120_000));

    await expect(stat).rejects.toMatchObject({
      code: "source-unreachable",
      message: "the source object did not give a connection within 20 ms",
    });
    silent.close();
    await once(silent, "close");
  });
});
