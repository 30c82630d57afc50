import type { IncomingMessage, ServerResponse } from "node:http";
import { ManualClock, startHttpServer } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { createCosConnection } from "./cos-request.ts";

const signal = new AbortController().signal;
const get = { method: "GET", key: "key" } as const;

async function connect(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = await startHttpServer(answer);
  const connection = createCosConnection({
    bucket: "demo-1250000000",
    region: "ap-test",
    endpoint: server.url,
    credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
    clock: new ManualClock(),
  });
  onTestFinished(async () => {
    connection.close();
    await server.close();
  });
  return { connection, server };
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield Buffer.alloc(1024 * 1024);
  }
}

describe("a connection", () => {
  test("that is cut in the middle of a body is a store out of reach", async () => {
    const { connection } = await connect((request) => {
      request.once("data", () => request.socket.destroy());
    });
    const body = { lengthBytes: 5 * 1024 ** 3, chunks: endless() };

    const answer = connection.send({ method: "PUT", key: "key", body }, signal);

    await expect(answer).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test("that nobody takes is a store out of reach", async () => {
    const { connection, server } = await connect(() => undefined);
    await server.close();

    await expect(connection.send(get, signal)).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test.each([
    ["before the answer", () => undefined],
    ["in the answer", (response: ServerResponse) => response.writeHead(200).write(" ")],
  ])("that falls silent %s is given up", async (_when, begin) => {
    const { connection } = await connect((_request, response) => void begin(response));

    const answer = connection.send(get, signal, {
      idleMs: 20,
      totalMs: 60_000,
    });

    await expect(answer).rejects.toThrow("silent for 20 ms");
  });

  test("that takes no more of the body is given up", async () => {
    const { connection } = await connect((request) => void request.pause());
    const body = { lengthBytes: 5 * 1024 ** 3, chunks: endless() };

    const answer = connection.send({ method: "PUT", key: "key", body }, signal, {
      idleMs: 200,
      totalMs: 60_000,
    });

    await expect(answer).rejects.toThrow("silent for 200 ms");
  });

  test("that drips for ever is given up", async () => {
    const { connection } = await connect((_request, response) => {
      response.writeHead(200);
      const drip = (): void => {
        response.write(" ", (error) => (error ? undefined : setImmediate(drip)));
      };
      drip();
    });

    const answer = connection.send(get, signal, {
      idleMs: 60_000,
      totalMs: 50,
    });

    await expect(answer).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test("that sends without end is given up", async () => {
    const { connection } = await connect((_request, response) => {
      response.writeHead(200).end(Buffer.alloc(5 * 1024 * 1024));
    });

    await expect(connection.send(get, signal)).rejects.toMatchObject({
      code: "store-answer-invalid",
    });
  });

  test.each([
    ["was answered", (response: ServerResponse) => response.writeHead(200).end("x")],
    ["was refused", (response: ServerResponse) => response.writeHead(404).end("x")],
    ["was cut", (response: ServerResponse) => response.socket?.destroy()],
  ])("leaves no timer behind when it %s", async (_how, answer) => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout");
    const { connection } = await connect((_request, response) => void answer(response));
    const before = timers();

    await connection.send(get, signal).catch(() => undefined);

    expect(timers()).toEqual(before);
  });

  test("is broken off when the signal is aborted while the answer is awaited", async () => {
    const abort = new AbortController();
    const { connection } = await connect(() => abort.abort(new Error("lease lost")));

    await expect(connection.send(get, abort.signal)).rejects.toThrow("lease lost");
  });
});
