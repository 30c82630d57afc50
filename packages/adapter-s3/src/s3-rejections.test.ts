import type { IncomingMessage } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { createS3SourceReader } from "./s3-source-reader.ts";
import {
  bodyOf,
  errorDocument,
  first,
  listed,
  object,
  type Respond,
  respondWith,
  signal,
  startStore,
  type TestStore,
  upload,
  whole,
} from "./test-store.ts";

const HOUR_MS = 3_600_000;
const HTML = { "content-type": "text/html; charset=utf-8", server: "nginx" };

async function openStore(...args: Parameters<typeof startStore>): Promise<TestStore> {
  const opened = await startStore(...args);
  onTestFinished(opened.close);
  return opened;
}

/** By each way that a request takes: the SDK's calls, the bytes. */
const WAYS: Record<string, (opened: TestStore) => Promise<unknown>> = {
  "an Initiate": async ({ store }) => await store.initiate(object, signal),
  "a HEAD": async ({ store }) => await store.head("key", "crc32", signal),
  "a Complete": async ({ store }) => await store.complete(upload, listed, whole, signal),
  "a list of parts": async ({ store }) => await store.listParts(upload, signal),
  "a part": async ({ store }) =>
    await store.uploadPart(upload, first, bodyOf("a"), "crc32", signal),
};

/** When a request says that it was made. */
function signedAtMs({ url = "", headers }: IncomingMessage): number {
  const moment = /X-Amz-Date=(\w+)/.exec(url)?.[1] ?? String(headers["x-amz-date"]);
  return Date.parse(moment.replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:"));
}

describe.each(Object.keys(WAYS))("%s by a clock that is off", (name) => {
  const ask = (opened: TestStore) => WAYS[name]?.(opened);

  test.each([-HOUR_MS, HOUR_MS])("by %i ms is about the clock, once", async (aheadMs) => {
    const nowMs = Date.UTC(2026, 0, 2, 3, 10) - aheadMs;
    const date = new Date(nowMs + aheadMs).toUTCString();
    const rejection = respondWith(403, errorDocument("AccessDenied"), { date });
    const opened = await openStore(rejection, { clock: { nowMs: () => nowMs } });

    await expect(ask(opened)).rejects.toMatchObject({ code: "clock-skewed" });
    await expect(ask(opened)).rejects.toMatchObject({ code: "store-refused" });

    const [before = 0, after = 0] = opened.requests.map(({ request }) => signedAtMs(request));
    expect(Math.abs(after - before - aheadMs)).toBeLessThan(60_000);
  });

  test("is no rejection where it was signed before the clock was corrected", async () => {
    const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
    const date = new Date(nowMs + HOUR_MS).toUTCString();
    const held: (() => void)[] = [];
    const opened = await openStore(
      (request, response) => {
        held.push(() =>
          respondWith(403, errorDocument("AccessDenied"), { date })(request, response),
        );
        if (held.length === 3) {
          for (const respond of held) {
            respond();
          }
        }
      },
      { clock: { nowMs: () => nowMs } },
    );

    const outcomes = await Promise.allSettled([ask(opened), ask(opened), ask(opened)]);

    expect(outcomes).toMatchObject(
      [0, 1, 2].map(() => ({ status: "rejected", reason: { code: "clock-skewed" } })),
    );
  });
});

test("once the store has told its time, steps of our own clock change nothing", async () => {
  const storeMs = Date.UTC(2026, 0, 2, 3, 10);
  let nowMs = storeMs - HOUR_MS;
  const date = new Date(storeMs).toUTCString();
  const opened = await openStore(respondWith(403, errorDocument("AccessDenied"), { date }), {
    clock: { nowMs: () => nowMs },
  });
  const head = async () =>
    await opened.store.head("key", "crc32", signal).catch((error: { code: string }) => error.code);

  const codes = [await head()];
  for (const stepMs of [HOUR_MS, -3 * HOUR_MS, 5 * HOUR_MS]) {
    nowMs += stepMs;
    codes.push(await head());
  }

  expect(codes).toEqual(["clock-skewed", "store-refused", "store-refused", "store-refused"]);
});

test("a HEAD of a source by a wrong clock waits, and is no rejection", async () => {
  const date = new Date(Date.now() + HOUR_MS).toUTCString();
  const { options } = await openStore(respondWith(403, "", { date }));
  const source = createS3SourceReader(options);
  onTestFinished(() => source.close());

  await expect(source.stat("key", signal)).rejects.toMatchObject({ code: "source-throttled" });
  await expect(source.stat("key", signal)).rejects.toMatchObject({
    code: "source-forbidden",
    message: "head key: the store answered 403 Forbidden (a HEAD has no body to say more)",
  });
});

describe.each(Object.keys(WAYS))("a response to %s that is not the store's", (name) => {
  const ask = async (respond: Respond) => await WAYS[name]?.(await openStore(respond));

  test.each([400, 403, 404, 412])("decides nothing with its %i", async (status) => {
    const failed = ask(respondWith(status, "<html>no</html>", HTML));

    await expect(failed).rejects.toMatchObject({
      code: "store-response-invalid",
      message: expect.stringContaining(`an intermediary responded: ${status} text/html nginx`),
    });
  });

  test("decides nothing with a page and a 200", async () => {
    const failed = ask(respondWith(200, "<html>Please log in</html>", HTML));

    await expect(failed).rejects.toMatchObject({ code: "store-response-invalid" });
  });

  test("is told by the missing id, once the store has named a request", async () => {
    let count = 0;
    const opened = await openStore((_request, response) => {
      count += 1;
      const headers = count === 1 ? { "x-amz-request-id": "r1" } : {};
      response.writeHead(count === 1 ? 409 : 404, headers).end();
    });

    await expect(WAYS[name]?.(opened)).rejects.toMatchObject({ code: "store-conflict" });
    await expect(WAYS[name]?.(opened)).rejects.toMatchObject({ code: "store-response-invalid" });
  });
});

describe("a rejection that is the store's own", () => {
  test.each([
    ["by its document", errorDocument("NoSuchUpload"), {}],
    [
      "by its document, which a proxy has compressed",
      gzipSync(errorDocument("NoSuchUpload")),
      { "content-encoding": "gzip" },
    ],
  ])("is known %s", async (_, body, headers) => {
    const { store } = await openStore((_request, response) => {
      response.writeHead(404, headers).end(body);
    });

    await expect(store.listParts(upload, signal)).rejects.toMatchObject({ code: "upload-gone" });
  });

  test.each(["x-amz-request-id", "x-trans-id", "x-oss-request-id"])(
    "is known by %s where it has no document",
    async (id) => {
      const { store } = await openStore(respondWith(404, "", { [id]: "r1", ...HTML }));

      await expect(store.head("key", "crc32", signal)).resolves.toBeUndefined();
    },
  );

  test("is believed of a store that names no request", async () => {
    const { store } = await openStore(respondWith(404, ""));

    await expect(store.head("key", "crc32", signal)).resolves.toBeUndefined();
  });

  test("names the region where the bucket is", async () => {
    const document =
      "<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region 'a' is wrong</Message><Region>eu-central-1</Region></Error>";
    const { store } = await openStore(respondWith(400, document));

    await expect(store.initiate(object, signal)).rejects.toThrow(
      "400 AuthorizationHeaderMalformed: the region 'a' is wrong (it names region eu-central-1: set the connection to that)",
    );
  });

  test("names the endpoint where the bucket is", async () => {
    const document =
      "<Error><Code>PermanentRedirect</Code><Message>use it</Message><Endpoint>b.s3.example</Endpoint></Error>";
    const { store } = await openStore(respondWith(301, document));

    await expect(store.initiate(object, signal)).rejects.toMatchObject({
      code: "store-rejected",
      message:
        "initiate folder/key: the store answered 301 PermanentRedirect: use it (it names endpoint b.s3.example: set the connection to that)",
    });
  });
});

describe("a list that has no end", () => {
  const page = (marker: unknown, part = 1) =>
    `<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>${marker}</NextPartNumberMarker><Part><PartNumber>${part}</PartNumber><ETag>e</ETag><Size>1</Size></Part></ListPartsResult>`;

  test.each([
    ["more bytes than a page may hold", " ".repeat(5 * 1024 * 1024)],
    ["deep elements", `<ListPartsResult>${"<a>".repeat(100_000)}`],
    ["more elements than a page may hold", `<ListPartsResult>${"<a></a>".repeat(500_000)}`],
    ["a part that cannot be", page(2, 20_000)],
    ["a marker that leads back", page(0)],
    ["a marker beyond all parts", page(1e9)],
    [
      "nothing on its page",
      "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>2</NextPartNumberMarker></ListPartsResult>",
    ],
  ])("is not read on after %s", async (_, text) => {
    const { store, requests } = await openStore(respondWith(200, text));
    const before = process.cpuUsage();

    await expect(store.listParts(upload, signal)).rejects.toMatchObject({
      code: "store-response-invalid",
    });

    expect(requests).toHaveLength(1);
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });

  test("is left where its uploads lead in a circle", async () => {
    let count = 0;
    const { store } = await openStore((_request, response) => {
      count += 1;
      const marker = count % 2 === 0 ? "a" : "b";
      response.end(
        `<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>${marker}</NextKeyMarker></ListMultipartUploadsResult>`,
      );
    });

    const walked = store.listUploads("", signal)[Symbol.asyncIterator]().next();

    await expect(walked).rejects.toMatchObject({ code: "store-response-invalid" });
    expect(count).toBe(3);
  });
});

test("a call of the SDK that met a dead connection is sent again at once", async () => {
  const served = new Set<unknown>();
  const { store, requests } = await openStore((request, response) => {
    if (served.has(request.socket)) {
      request.socket.destroy();
      return;
    }
    served.add(request.socket);
    respondWith(200, "<ListPartsResult></ListPartsResult>")(request, response);
  });

  for (let round = 0; round < 4; round += 1) {
    expect(await store.listParts(upload, signal)).toEqual([]);
  }

  expect(requests.length).toBeGreaterThan(4);
});
