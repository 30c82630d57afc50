import type { ServerResponse } from "node:http";
import { startHttpServer } from "@penstock/testkit";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createCosConnection } from "./cos-connection.ts";
import {
  bucketOptions,
  closeAll,
  errorDocument,
  hugeBody,
  openBucket,
  respondWith,
  SECRET,
  signal,
} from "./test-bucket.ts";

afterEach(closeAll);

const get = { method: "GET", key: "key" } as const;

describe("a connection", () => {
  test("that is cut in the middle of a body is a store out of reach", async () => {
    const { connection } = await openBucket((request) => {
      request.once("data", () => request.socket.destroy());
    });
    const { body } = hugeBody();

    const response = connection.send({ method: "PUT", key: "key", body }, signal);

    await expect(response).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test("that no server accepts is a store out of reach", async () => {
    const server = await startHttpServer(() => undefined);
    const connection = createCosConnection({ ...bucketOptions, endpoint: server.url });
    await server.close();

    await expect(connection.send(get, signal)).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test.each([
    ["before the response", () => undefined],
    ["in the response", (response: ServerResponse) => response.writeHead(200).write(" ")],
  ])("that falls silent %s is given up", async (_when, begin) => {
    const { connection } = await openBucket((_request, response) => void begin(response));

    const response = connection.send(get, signal, {
      idleMs: 20,
      totalMs: 60_000,
    });

    await expect(response).rejects.toThrow("silent for 20 ms");
  });

  test("that takes no more of the body is given up", async () => {
    const { connection } = await openBucket((request) => void request.pause());
    const { body } = hugeBody();

    const response = connection.send({ method: "PUT", key: "key", body }, signal, {
      idleMs: 200,
      totalMs: 60_000,
    });

    await expect(response).rejects.toThrow("silent for 200 ms");
  });

  test("that drips for ever is given up", async () => {
    const { connection } = await openBucket((_request, response) => {
      response.writeHead(200);
      const drip = (): void => {
        response.write(" ", (error) => (error ? undefined : setImmediate(drip)));
      };
      drip();
    });

    const response = connection.send(get, signal, {
      idleMs: 60_000,
      totalMs: 50,
    });

    await expect(response).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test("that sends without end is given up", async () => {
    const { connection } = await openBucket((_request, response) => {
      response.writeHead(200).end(Buffer.alloc(5 * 1024 * 1024));
    });

    await expect(connection.send(get, signal)).rejects.toMatchObject({
      code: "store-response-invalid",
    });
  });

  test.each([
    ["was answered", (response: ServerResponse) => response.writeHead(200).end("x")],
    ["was refused", (response: ServerResponse) => response.writeHead(404).end("x")],
    ["was cut", (response: ServerResponse) => response.socket?.destroy()],
  ])("leaves no timer behind when it %s", async (_how, respond) => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const { connection } = await openBucket((_request, response) => void respond(response));
    const before = timers();

    await connection.send(get, signal).catch(() => undefined);

    // Others of this process may end in the meantime.
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test("is broken off when the signal is aborted while the response is awaited", async () => {
    const abort = new AbortController();
    const { connection } = await openBucket(() => abort.abort(new Error("lease lost")));

    await expect(connection.send(get, abort.signal)).rejects.toThrow("lease lost");
  });
});

describe("the options of a connection", () => {
  test.each([819_199, 838_860_801, 1_000_000.5, Number.NaN])(
    "refuse a traffic limit of %d bit/s",
    (trafficLimitBitsPerSecond) => {
      const open = () => createCosConnection({ ...bucketOptions, trafficLimitBitsPerSecond });

      expect(open).toThrow(/takes a traffic limit of 819200 to 838860800 bit\/s/);
    },
  );

  test.each([819_200, 838_860_800])(
    "take a traffic limit of %d bit/s",
    (trafficLimitBitsPerSecond) => {
      const connection = createCosConnection({ ...bucketOptions, trafficLimitBitsPerSecond });
      onTestFinished(() => connection.close());

      expect(connection.options.trafficLimitBitsPerSecond).toBe(trafficLimitBitsPerSecond);
    },
  );
});

describe("a request", () => {
  test("is signed with the credentials of the moment, and keeps its connection", async () => {
    let asked = 0;
    const { connection, server } = await openBucket(respondWith(200), {
      credentials: () => {
        asked += 1;
        return { accessKeyId: `id${asked}`, secretAccessKey: SECRET };
      },
    });

    await connection.send(get, signal);
    await connection.send(get, signal);

    expect(server.requests[1]?.headers.authorization).toContain("q-ak=id2&");
    expect(server.connections()).toBe(1);
  });

  test("that fails without a document tells its ids from the headers", async () => {
    const { connection } = await openBucket(
      respondWith(500, "", { "x-cos-request-id": "r1", "x-cos-trace-id": "t1" }),
    );

    await expect(connection.send(get, signal)).rejects.toMatchObject({
      details: { httpStatus: 500, requestId: "r1", traceId: "t1" },
    });
  });

  test("that fails does not tell the secret", async () => {
    const { connection, server } = await openBucket(
      respondWith(403, errorDocument("AccessDenied")),
    );

    const error = await connection.send(get, signal).catch((reason: unknown) => reason);

    const authorization = server.requests[0]?.headers.authorization ?? "";
    const signature = /q-signature=(\w+)/.exec(authorization)?.[1] ?? "";
    const reported = JSON.stringify([error, String(error), (error as Error).cause ?? ""]);
    expect(signature).toHaveLength(40);
    expect(reported).not.toContain(SECRET);
    expect(reported).not.toContain(signature);
  });
});
