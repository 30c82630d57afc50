import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { startHttpServer } from "@penstock/testkit";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createCosConnection } from "./cos-connection.ts";
import { readPartsPage } from "./cos-xml.ts";
import {
  bucketOptions,
  closeAll,
  errorDocument,
  hugeBody,
  NOW_MS,
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

describe("a rejection for the time", () => {
  const storeMs = NOW_MS + 3_600_000;
  const date = new Date(storeMs).toUTCString();
  const serverTime = `<Error><Code>RequestTimeTooSkewed</Code><ServerTime>${new Date(storeMs).toISOString()}</ServerTime></Error>`;

  test.each([
    ["RequestTimeTooSkewed", "GET", errorDocument("RequestTimeTooSkewed"), { date }],
    ["an expired request", "GET", errorDocument("AccessDenied", "Request has expired"), { date }],
    ["a time in the document only", "GET", serverTime, {}],
    ["a HEAD, which has no document", "HEAD", "", { date }],
  ] as const)("makes the store's clock ours: %s", async (_which, method, body, headers) => {
    const { connection, server } = await openBucket((request, response) => {
      response.sendDate = false;
      respondWith(403, body, headers)(request, response);
    });

    const error = await connection.send({ ...get, method }, signal).catch((cause) => cause);
    await connection.send({ ...get, method }, signal).catch(() => undefined);

    expect(error).toMatchObject({ name: "PenstockError", code: "clock-skewed" });
    expect(server.requests[1]?.headers.authorization).toContain(
      `q-sign-time=${storeMs / 1000 - 1};`,
    );
  });

  test("is a plain rejection to a HEAD whose clock is right", async () => {
    const { connection } = await openBucket(
      respondWith(403, "", { date: new Date(NOW_MS + 10_000).toUTCString() }),
    );

    const head = connection.send({ ...get, method: "HEAD" }, signal);

    await expect(head).rejects.toMatchObject({ code: "store-refused" });
  });

  test("may have any name, once: by a right clock it is a plain one", async () => {
    const { connection } = await openBucket(
      respondWith(403, errorDocument("SignatureDoesNotMatch"), { date }),
    );

    await expect(connection.send(get, signal)).rejects.toMatchObject({ code: "clock-skewed" });
    await expect(connection.send(get, signal)).rejects.toMatchObject({ code: "store-refused" });
  });

  test("is no plain one to what was signed before another response corrected the clock", async () => {
    const held: (() => void)[] = [];
    const { connection } = await openBucket((request, response) => {
      held.push(() => respondWith(403, errorDocument("AccessDenied"), { date })(request, response));
      if (held.length === 3) {
        for (const respond of held) {
          respond();
        }
      }
    });

    const calls = [0, 1, 2].map(async () => await connection.send(get, signal));
    const outcomes = await Promise.allSettled(calls);

    expect(outcomes).toMatchObject(
      [0, 1, 2].map(() => ({ status: "rejected", reason: { code: "clock-skewed" } })),
    );
  });
});

describe("a response that is not COS's own", () => {
  const html = "<html>no such page</html>";

  test.each([
    [404, html, { "content-type": "text/html; charset=utf-8", server: "nginx" }],
    [403, html, { "content-type": "text/html; charset=utf-8", server: "nginx" }],
    [400, "", { "content-type": "text/html", server: "nginx" }],
  ])("decides nothing: %i %j", async (status, body, headers) => {
    const { connection } = await openBucket((request, response) => {
      request.resume().on("end", () => response.writeHead(status, headers).end(body));
    });

    await expect(connection.send(get, signal)).rejects.toMatchObject({
      code: "store-response-invalid",
      message: `GET key: an intermediary responded: ${status} text/html nginx`,
    });
  });

  test("is told from one that a proxy has compressed", async () => {
    const { connection } = await openBucket((_request, response) => {
      response
        .writeHead(404, { "content-encoding": "gzip" })
        .end(gzipSync(errorDocument("NoSuchUpload")));
    });

    await expect(connection.send(get, signal)).rejects.toMatchObject({ code: "upload-gone" });
  });

  test("does not say that there is no object", async () => {
    const { store } = await openBucket((_request, response) => {
      response.writeHead(404, { "content-type": "text/html" }).end();
    });

    await expect(store.head("key", "crc64xz", signal)).rejects.toMatchObject({
      code: "store-response-invalid",
    });
  });
});

describe("what COS says of a rejection", () => {
  test("is repeated, cut, and without control characters", async () => {
    const long = `no[31m\n${"a".repeat(5_000)}`;
    const { connection } = await openBucket(respondWith(400, errorDocument("InvalidURI", long)));

    const error = await connection.send(get, signal).catch((thrown: unknown) => thrown);

    const message = error instanceof Error ? error.message : "";
    expect(message).toMatch(/^GET key: COS answered 400 InvalidURI: no \[31m a+…$/);
    expect(message.length).toBeLessThan(400);
  });

  test("is said to be nothing where a HEAD cannot have it", async () => {
    const { connection } = await openBucket(respondWith(403));

    const head = connection.send({ ...get, method: "HEAD" }, signal);

    await expect(head).rejects.toThrow(
      "HEAD key: COS answered 403 Forbidden (a HEAD has no body to say more)",
    );
  });
});

describe("a document that would cost more than its length", () => {
  test.each([
    ["deep", "<a>".repeat(1_300_000)],
    ["of one tag", `<a ${" b".repeat(2_000_000)}>`],
    ["of blanks in a tag", `<a${" ".repeat(4_000_000)}>`],
    ["of brackets", "<".repeat(4_000_000)],
    ["of tags side by side", `<r>${"<a></a>".repeat(500_000)}</r>`],
    ["of open comments", "<!--".repeat(1_000_000)],
  ])("is not read when it is %s", async (_, text) => {
    const before = process.cpuUsage();

    expect(readPartsPage(text)).toBeUndefined();

    // What grows with the square takes ten seconds and more here.
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  });

  test("is no reason to read a long error at all", async () => {
    const { connection } = await openBucket(respondWith(404, errorDocument("a".repeat(70_000))));

    await expect(connection.send(get, signal)).rejects.toMatchObject({
      code: "store-missing",
      message: "GET key: COS answered 404 Not Found",
    });
  });
});
