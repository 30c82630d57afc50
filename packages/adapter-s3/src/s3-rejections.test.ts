import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import {
  closeAll,
  errorDocument,
  object,
  openStore,
  type Respond,
  respondWith,
  signal,
  upload,
  WAYS,
} from "./test-store.ts";

afterEach(closeAll);

const HTML = { "content-type": "text/html; charset=utf-8", server: "nginx" };

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
