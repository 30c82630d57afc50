import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { readPartsPage } from "./cos-xml.ts";
import { closeAll, errorDocument, NOW_MS, openBucket, respondWith, signal } from "./test-bucket.ts";

afterEach(closeAll);

const get = { method: "GET", key: "key" } as const;

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
