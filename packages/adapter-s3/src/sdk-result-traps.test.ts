import { startHttpServer } from "@penstock/testkit";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import {
  bodyOf,
  closeAll,
  copySource,
  errorDocument,
  first,
  listed,
  openStore,
  type Respond,
  respondWith,
  signal,
  type TestStore,
  upload,
  whole,
} from "./test-store.ts";

// Each of these is what the SDK makes of a response or of a cut connection, when it is left alone.

afterEach(closeAll);

const STORED = respondWith(200, "", { etag: '"e1"' });

/** The calls whose result comes in the body of a 200 that may be an error all the same. */
const LATE_RESULTS: Record<string, (opened: TestStore) => Promise<unknown>> = {
  Complete: async ({ store }) => await store.complete(upload, listed, whole, signal),
  UploadPartCopy: async ({ store }) =>
    await store.copyPart(upload, first, copySource, "crc32", signal),
};

describe.each(Object.keys(LATE_RESULTS))("trap: the SDK resolves a %s", (name) => {
  test.each([
    ["a page for people", "<html><body>ok</body></html>"],
    ["white space only", " \n \n"],
    ["an empty ETag", "<Result><ETag></ETag></Result>"],
    ["an ETag of quotes", "<Result><ETag>&quot;&quot;</ETag></Result>"],
    ["half a result", "<Result><ETag>&quot;ab"],
  ])("whose 200 carries %s: it is not believed, and not repeated", async (_what, body) => {
    const opened = await openStore(respondWith(200, body));

    const late = LATE_RESULTS[name]?.(opened);

    await expect(late).rejects.toMatchObject({ code: "store-response-invalid" });
    expect(opened.requests).toHaveLength(1);
  });
});

describe.each(Object.keys(LATE_RESULTS))("trap: an error inside a 200 of %s", (name) => {
  test.each([
    ["InvalidPart", "parts-refused"],
    ["InternalError", "store-unreachable"],
    ["SlowDown", "store-throttled"],
    ["NoSuchUpload", "upload-gone"],
  ])("%s is told by its name and not as a 503, after one request", async (code, expected) => {
    for (const behind of ["", "\n", " "]) {
      const opened = await openStore(respondWith(200, errorDocument(code) + behind));

      const late = LATE_RESULTS[name]?.(opened);

      await expect(late).rejects.toMatchObject({ code: expected });
      expect(opened.requests).toHaveLength(1);
    }
  });
});

describe("trap: a connection that is cut hides the 404 of an upload that is gone", () => {
  function cutThen(listing: Respond): Respond {
    return (request, response) =>
      request.method === "PUT" ? request.socket.resetAndDestroy() : listing(request, response);
  }

  test.each(["NoSuchUpload", "NoSuchKey"])("it is asked for, and told by %s", async (name) => {
    const { store, requests } = await openStore(cutThen(respondWith(404, errorDocument(name))));

    const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    await expect(part).rejects.toMatchObject({ code: "upload-gone" });
    expect(requests.map(({ request }) => request.method)).toEqual(["PUT", "GET"]);
  });

  test.each([
    [
      "is there",
      respondWith(200, "<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>"),
    ],
    ["must not be listed", respondWith(403, errorDocument("AccessDenied"))],
  ])("the store is out of reach, if the upload %s", async (_what, listing) => {
    const { store } = await openStore(cutThen(listing));

    const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    await expect(part).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test("the signal's reason comes out, if the lease is lost while the store is asked", async () => {
    const abort = new AbortController();
    const { store } = await openStore(cutThen(() => abort.abort(new Error("lease lost"))));

    const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", abort.signal);

    await expect(part).rejects.toThrow("lease lost");
  });

  test("a rejection that comes before the body was sent is heard, and ends the sending", async () => {
    const server = await startHttpServer((_request, response) =>
      response.writeHead(404).end(errorDocument("NoSuchUpload")),
    );
    const { store } = await openStore(STORED, { endpoint: server.url });
    onTestFinished(async () => await server.close());
    let isLeft = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield Buffer.alloc(1024 * 1024);
        }
      } finally {
        isLeft = true;
      }
    }

    const body = { lengthBytes: 5 * 1024 ** 3, chunks: endless() };
    const part = store.uploadPart(upload, first, body, "crc32", signal);

    await expect(part).rejects.toMatchObject({ code: "upload-gone" });
    expect(isLeft).toBe(true);
  });
});

describe("trap: an ETag with quotes, without them, or none", () => {
  test.each(['"e1"', "e1"])("%s of a part is e1", async (text) => {
    const { store } = await openStore(respondWith(200, "", { etag: text }));

    const part = await store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    expect(part.etag).toBe("e1");
  });

  test.each(["&quot;ab-1&quot;", '"ab-1"', "ab-1"])("%s of a Complete is ab-1", async (text) => {
    const { store } = await openStore(respondWith(200, `<Result><ETag>${text}</ETag></Result>`));

    expect(await store.complete(upload, listed, whole, signal)).toBe("ab-1");
  });

  test.each([{}, { etag: "" }, { etag: '""' }])(
    "a part is not believed with %o",
    async (headers) => {
      const { store } = await openStore(respondWith(200, "", headers));

      const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

      await expect(part).rejects.toMatchObject({ code: "store-response-invalid" });
    },
  );
});
