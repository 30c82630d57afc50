import type { NewObject, StoreEncryption } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import {
  bodyOf,
  closeAll,
  errorDocument,
  first,
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
