import { describe, expect, onTestFinished, test } from "vitest";
import {
  copySource,
  errorDocument,
  first,
  type Respond,
  respondWith,
  signal,
  startStore,
  type TestStore,
  upload,
} from "./test-store.ts";

const COPIED = respondWith(
  200,
  "<CopyPartResult><ETag>&quot;p1&quot;</ETag><ChecksumCRC32>y/Q5Jg==</ChecksumCRC32></CopyPartResult>",
);
const PINNED = respondWith(200, "", { etag: '"v1"', "content-length": "100" });

/** A store that answers the copy, the HEAD of its source afterwards, and a question for the parts. */
async function openStore(responders: {
  readonly copy?: Respond;
  readonly head?: Respond;
  readonly parts?: Respond;
}): Promise<TestStore> {
  const {
    copy = COPIED,
    head = PINNED,
    parts = respondWith(200, "<ListPartsResult/>"),
  } = responders;
  const opened = await startStore((request, response) => {
    const respond = { PUT: copy, HEAD: head }[request.method ?? ""] ?? parts;
    respond(request, response);
  });
  onTestFinished(opened.close);
  return opened;
}

async function copyWith(responders: Parameters<typeof openStore>[0], source = copySource) {
  const { store } = await openStore(responders);
  return await store.copyPart(upload, first, source, "crc32", signal);
}

describe("a copied part", () => {
  test("names its source, the range, and the version that was planned", async () => {
    const { store, requests } = await openStore({});

    const part = await store.copyPart(upload, first, copySource, "crc32", signal);

    expect(part).toEqual({ etag: "p1", checksum: "cbf43926" });
    expect(requests[0]?.request.url).toContain("/demo/folder/key?partNumber=1&uploadId=u1");
    expect(requests[0]?.request.headers).toMatchObject({
      "x-amz-copy-source": "origin/films/gr%C3%B6%C3%9Fe%201%2B1.mp4",
      "x-amz-copy-source-range": "bytes=10-29",
      "x-amz-copy-source-if-match": '"v1"',
    });
    expect(requests[1]?.request.method).toBe("HEAD");
    expect(requests[1]?.request.url).toContain("/origin/films/gr%C3%B6%C3%9Fe%201%2B1.mp4");
  });

  test("of all bytes names no range, which Amazon refuses for documents", async () => {
    const { store, requests } = await openStore({});
    const range = { startByte: 0, lengthBytes: 100 };

    await store.copyPart(upload, first, { ...copySource, range }, "crc32", signal);

    expect(requests[0]?.request.headers).not.toHaveProperty("x-amz-copy-source-range");
  });

  test.each([
    ["another ETag", { etag: '"v2"', "content-length": "100" }],
    ["another size", { etag: '"v1"', "content-length": "101" }],
  ])("is not kept when its source has %s, whatever the store did", async (_what, headers) => {
    const copied = copyWith({ head: respondWith(200, "", headers) });

    await expect(copied).rejects.toMatchObject({ code: "source-changed" });
  });

  test.each([{ kind: "weak-etag", etag: 'W/"v1"' }, { kind: "size-only" }] as const)(
    "of %o is copied without a condition, and its source is looked at",
    async (validator) => {
      const head = respondWith(200, "", { etag: 'W/"v2"', "content-length": "100" });
      const { store, requests } = await openStore({ head });
      const source = { ...copySource, sourceVersion: { ...copySource.sourceVersion, validator } };

      const copied = store.copyPart(upload, first, source, "crc32", signal);

      const expected = validator.kind === "size-only" ? "stored" : "source-changed";
      expect(
        await copied.then(
          () => "stored",
          ({ code }) => code,
        ),
      ).toBe(expected);
      expect(requests[0]?.request.headers).not.toHaveProperty("x-amz-copy-source-if-match");
    },
  );

  test("is kept when its source has the planned ETag without quotes", async () => {
    const head = respondWith(200, "", { etag: "v1", "content-length": "100" });

    await expect(copyWith({ head })).resolves.toMatchObject({ etag: "p1" });
  });

  test.each([
    [416, "InvalidRange", "source-changed"],
    [404, "NoSuchKey", "source-missing"],
    [404, "NoSuchBucket", "source-missing"],
    [403, "AccessDenied", "source-forbidden"],
    [403, "InvalidObjectState", "source-archived"],
    [403, "SignatureDoesNotMatch", "store-refused"],
    [404, "NoSuchUpload", "upload-gone"],
    [503, "SlowDown", "store-throttled"],
  ])("that is answered %i %s: %s", async (status, name, code) => {
    const copied = copyWith({ copy: respondWith(status, errorDocument(name)) });

    await expect(copied).rejects.toMatchObject({ name: "PenstockError", code });
  });

  test("that is refused by its condition is told by a HEAD: a changed source has changed", async () => {
    const copy = respondWith(412, errorDocument("PreconditionFailed"));
    const head = respondWith(200, "", { etag: '"v2"', "content-length": "100" });

    await expect(copyWith({ copy, head })).rejects.toMatchObject({ code: "source-changed" });
  });

  test("that is refused by its condition though the source is the planned one is to be relayed", async () => {
    const copy = respondWith(412, errorDocument("PreconditionFailed"));

    // What the engine relays a part for, as by Swift for an object made of parts.
    await expect(copyWith({ copy })).rejects.toMatchObject({ code: "store-rejected" });
  });

  test.each([
    [404, "source-missing"],
    [403, "source-forbidden"],
    [503, "source-throttled"],
  ])("is not kept when its source then answers %i", async (status, code) => {
    const copied = copyWith({ head: respondWith(status, "") });

    await expect(copied).rejects.toMatchObject({ code });
  });

  test("whose upload is gone by the name of a missing key is told by ListParts", async () => {
    const gone = respondWith(404, errorDocument("NoSuchKey"));

    const copied = copyWith({ copy: gone, parts: gone });

    await expect(copied).rejects.toMatchObject({ code: "upload-gone" });
  });

  test.each(["a%41.mp4", "50%.bin", "%"])(
    "is not asked for where the name of its source has a percent sign: %o",
    async (key) => {
      const { store, requests } = await openStore({});

      const copied = store.copyPart(upload, first, { ...copySource, key }, "crc32", signal);

      await expect(copied).rejects.toMatchObject({ code: "store-rejected" });
      expect(requests).toEqual([]);
    },
  );
});
