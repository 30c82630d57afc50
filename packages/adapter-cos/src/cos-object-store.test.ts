import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import {
  bodyOf,
  closeAll,
  errorDocument,
  first,
  hugeBody,
  openBucket,
  respondWith,
  signal,
  upload,
} from "./test-bucket.ts";

afterEach(closeAll);

describe("a HEAD", () => {
  const known = { etag: '"e1"', "content-length": "3" };

  test.each([
    [{}, {}],
    [{ "x-cos-server-side-encryption": "cos/kms" }, { encryption: "cos/kms" }],
    [{ "x-cos-server-side-encryption-customer-algorithm": "AES256" }, { encryption: "AES256" }],
    [{ "x-cos-version-id": "v1" }, { versionId: "v1" }],
    [{ "x-cos-version-id": "null" }, {}],
    [{ "x-cos-meta-penstock-token": "tok" }, { token: "tok" }],
    [{ "x-cos-hash-crc64ecma": "11051210869376104954" }, { checksum: "995dc9bbdf1939fa" }],
  ])("with %o tells %o", async (headers: Record<string, string>, reported) => {
    const { store } = await openBucket(respondWith(200, "", { ...known, ...headers }));

    const head = await store.head("key", "crc64xz", signal);

    expect(head).toEqual({ etag: "e1", sizeBytes: 3, ...reported });
  });

  test("of nothing tells nothing", async () => {
    const { store } = await openBucket(respondWith(404));

    await expect(store.head("key", "crc64xz", signal)).resolves.toBeUndefined();
  });
});

describe("a part", () => {
  test("comes back with its ETag and the CRC that the store computed", async () => {
    const { store } = await openBucket(
      respondWith(200, "", { etag: '"e1"', "x-cos-hash-crc64ecma": "11051210869376104954" }),
    );

    const part = await store.uploadPart(upload, first, bodyOf("123456789"), "crc64xz", signal);

    expect(part).toEqual({ etag: "e1", checksum: "995dc9bbdf1939fa" });
  });

  test.each([[{}], [{ etag: '""' }]])(
    "is not believed without an ETag: %o",
    async (headers: Record<string, string>) => {
      const { store } = await openBucket(respondWith(200, "", headers));

      const part = store.uploadPart(upload, first, bodyOf("a"), "crc64xz", signal);

      await expect(part).rejects.toMatchObject({ code: "store-response-invalid" });
    },
  );

  test("carries Content-MD5 where that is the checksum", async () => {
    const { store, server } = await openBucket(respondWith(200, "", { etag: '"e1"' }));
    const body = { ...bodyOf("hello"), checksum: "5d41402abc4b2a76b9719d911017c592" };

    await store.uploadPart(upload, first, body, "md5", signal);

    expect(server.requests[0]?.headers["content-md5"]).toBe("XUFAKrxLKna5cZ2REBfFkg==");
  });

  test("that has more bytes than announced is broken off", async () => {
    const { store } = await openBucket(respondWith(200, "", { etag: '"e1"' }));

    const part = store.uploadPart(
      upload,
      first,
      { ...bodyOf("too much"), lengthBytes: 3 },
      "crc64xz",
      signal,
    );

    await expect(part).rejects.toMatchObject({ code: "source-length-wrong" });
  });
});

describe("a response that comes before the body was sent", () => {
  const rejections: Record<string, (response: ServerResponse) => void> = {
    "and keeps the connection": (response) =>
      response
        .writeHead(404, { "content-type": "application/xml" })
        .end(errorDocument("NoSuchUpload")),
    "and closes the connection": (response) =>
      response
        .writeHead(404, { connection: "close" })
        .end(errorDocument("NoSuchUpload"), () => response.socket?.destroySoon()),
  };

  test.each(Object.keys(rejections))("ends the sending with its code: %s", async (name) => {
    const { store } = await openBucket((_request, response) => rejections[name]?.(response));
    const { state, body } = hugeBody();

    const part = store.uploadPart(upload, first, body, "crc64xz", signal);

    await expect(part).rejects.toMatchObject({ code: "upload-gone" });
    expect(state.isLeft).toBe(true);
    expect(state.chunks).toBeLessThan(100);
  });

  test("is not believed when it says success", async () => {
    const { store } = await openBucket((_request, response) =>
      response.writeHead(200, { etag: '"e1"' }).end(),
    );
    const { body } = hugeBody();

    const part = store.uploadPart(upload, first, body, "crc64xz", signal);

    await expect(part).rejects.toMatchObject({ code: "store-response-invalid" });
  });
});

describe("Abort", () => {
  test.each([
    [204, ""],
    // COS lists the code under both.
    [404, errorDocument("NoSuchUpload")],
    [400, errorDocument("NoSuchUpload")],
  ])("is done on %i", async (status, body) => {
    const { store } = await openBucket(respondWith(status, body));

    await expect(store.abort(upload, signal)).resolves.toBeUndefined();
  });

  test("is not done on 503", async () => {
    const { store } = await openBucket(respondWith(503, ""));

    await expect(store.abort(upload, signal)).rejects.toMatchObject({ code: "store-throttled" });
  });
});
