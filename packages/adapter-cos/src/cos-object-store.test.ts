import type { ServerResponse } from "node:http";
import type { NewObject, StoreEncryption } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import {
  bodyOf,
  closeAll,
  errorDocument,
  first,
  hugeBody,
  object,
  openBucket,
  type Respond,
  respondWith,
  signal,
  signedHeaders,
  upload,
} from "./test-bucket.ts";

afterEach(closeAll);

const initiated =
  "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";

describe("Initiate", () => {
  test("names the bucket in its Host, and carries token, metadata and signature", async () => {
    const { store, server } = await openBucket(respondWith(200, initiated));

    const uploadId = await store.initiate({ ...object, key: "a b/ü" }, signal);

    const [request] = server.requests;
    expect(uploadId).toBe("u1");
    expect(request?.url).toBe("/a%20b/%C3%BC?uploads");
    expect(request?.headers).toMatchObject({
      host: "demo-1250000000.cos.ap-test.myqcloud.com",
      "content-length": "0",
      "content-type": "text/plain",
      "x-cos-meta-origin": "here",
      "x-cos-meta-penstock-token": "tok",
    });
    expect(signedHeaders(request)).toEqual([
      "content-length",
      "content-type",
      "host",
      "x-cos-meta-origin",
      "x-cos-meta-penstock-token",
    ]);
  });

  test("is not believed without an upload id", async () => {
    const { store } = await openBucket(respondWith(200, errorDocument("InternalError")));

    await expect(store.initiate(object, signal)).rejects.toMatchObject({
      code: "store-response-invalid",
    });
  });
});

const accept: Respond = (request, response) => {
  const isHead = request.method === "HEAD";
  const headers = { etag: '"e1"', ...(isHead && { "content-length": "3" }) };
  respondWith(200, request.method === "POST" ? initiated : "", headers)(request, response);
};

const rich: NewObject = {
  ...object,
  attributes: {
    contentType: "text/plain",
    cacheControl: "no-store",
    contentDisposition: 'attachment; filename="a"',
    contentEncoding: "identity",
    contentLanguage: "de",
    expires: "Thu, 01 Jan 2026 00:00:00 GMT",
    metadata: { origin: "here" },
    storageClass: "STANDARD_IA",
    acl: "private",
    tags: { "a b": "c/d", e: "" },
  },
  forbidOverwrite: true,
};

const richHeaders = {
  "content-type": "text/plain",
  "cache-control": "no-store",
  "content-disposition": 'attachment; filename="a"',
  "content-encoding": "identity",
  "content-language": "de",
  expires: "Thu, 01 Jan 2026 00:00:00 GMT",
  "x-cos-meta-origin": "here",
  "x-cos-storage-class": "STANDARD_IA",
  "x-cos-acl": "private",
  "x-cos-tagging": "a%20b=c%2Fd&e=",
  "x-cos-forbid-overwrite": "true",
};

const customerKey = Buffer.alloc(32, 7).toString("base64");
const customer: StoreEncryption = { kind: "customer", key: () => customerKey };
const customerHeaders = {
  "x-cos-server-side-encryption-customer-algorithm": "AES256",
  "x-cos-server-side-encryption-customer-key": customerKey,
  // Of the 32 bytes, not of their base64.
  "x-cos-server-side-encryption-customer-key-md5": "y4HAEFCYWuvAXWFTtA1Qpg==",
};
const ENCRYPTION = "x-cos-server-side-encryption";

const encryptions: readonly (readonly [StoreEncryption, Readonly<Record<string, string>>])[] = [
  [{ kind: "store" }, { [ENCRYPTION]: "AES256" }],
  [{ kind: "kms" }, { [ENCRYPTION]: "cos/kms" }],
  [
    { kind: "kms", keyId: "k1", context: "e30=" },
    {
      [ENCRYPTION]: "cos/kms",
      [`${ENCRYPTION}-cos-kms-key-id`]: "k1",
      [`${ENCRYPTION}-context`]: "e30=",
    },
  ],
  [customer, customerHeaders],
];

function encryptionHeaders(headers: NodeJS.Dict<string | string[]> | undefined) {
  return Object.fromEntries(
    Object.entries(headers ?? {}).filter(([name]) => name.startsWith(ENCRYPTION)),
  );
}

describe("a new object", () => {
  test("has all its attributes in Initiate and in PUT, signed", async () => {
    const { store, server } = await openBucket(accept);

    await store.initiate(rich, signal);
    await store.put(rich, bodyOf("a"), signal);

    const [initiate, put] = server.requests;
    expect(initiate?.headers).toMatchObject(richHeaders);
    expect(put?.headers).toMatchObject(richHeaders);
    expect(signedHeaders(put)).toEqual(
      expect.arrayContaining([
        "cache-control",
        "expires",
        "x-cos-acl",
        "x-cos-forbid-overwrite",
        "x-cos-tagging",
      ]),
    );
  });

  test.each(encryptions)("encrypted as %o says so once", async (encryption, expected) => {
    const { store, server } = await openBucket(accept, { encryption });

    await store.initiate(object, signal);
    await store.put(object, bodyOf("a"), signal);
    await store.uploadPart(upload, first, bodyOf("a"), "crc64xz", signal);
    await store.head(object.key, "crc64xz", signal);

    const [initiate, put, part, head] = server.requests.map(({ headers }) =>
      encryptionHeaders(headers),
    );
    // Only a customer's key goes with what touches the bytes: COS refuses the rest there.
    const later = encryption.kind === "customer" ? customerHeaders : {};
    expect([initiate, put]).toEqual([expected, expected]);
    expect([part, head]).toEqual([later, later]);
  });

  test("holds its parts and its PUT to the traffic limit, and nothing else", async () => {
    const { store, server } = await openBucket(accept, { trafficLimitBitsPerSecond: 819_200 });

    await store.initiate(object, signal);
    await store.put(object, bodyOf("a"), signal);
    await store.uploadPart(upload, first, bodyOf("a"), "crc64xz", signal);

    const limits = server.requests.map(({ headers }) => headers["x-cos-traffic-limit"]);
    expect(limits).toEqual([undefined, "819200", "819200"]);
  });

  test("that must replace nothing is refused as such", async () => {
    const { store } = await openBucket(respondWith(409, errorDocument("FileAlreadyExists")));

    await expect(store.put(rich, bodyOf("a"), signal)).rejects.toMatchObject({
      code: "destination-exists",
    });
  });
});

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
