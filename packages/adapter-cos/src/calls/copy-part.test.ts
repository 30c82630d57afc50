import type { CopySource, SourceValidator, StoreEncryption } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import {
  closeAll,
  dripThen,
  errorDocument,
  first,
  HOST,
  openBucket,
  respondWith,
  signal,
  signedHeaders,
  upload,
} from "../test-bucket.ts";

afterEach(closeAll);

const result =
  "<CopyPartResult><ETag>&quot;e1&quot;</ETag><LastModified>now</LastModified></CopyPartResult>\n";
const elsewhere = "other-1250000000.cos.ap-other.myqcloud.com";

function sourceIn(
  bucket: string,
  validator: SourceValidator = { kind: "etag", etag: '"v1"' },
): CopySource {
  return {
    bucket,
    key: "a b/ü+(1)",
    sourceVersion: { sizeBytes: 100, validator },
    range: { startByte: 10, lengthBytes: 20 },
  };
}

describe("a copied part", () => {
  test("names its source, the range and the pin, all signed", async () => {
    const { store, server } = await openBucket(respondWith(200, result));

    const part = await store.copyPart(upload, first, sourceIn(elsewhere), "crc64xz", signal);

    const [request] = server.requests;
    expect(part).toEqual({ etag: "e1" });
    expect(request?.method).toBe("PUT");
    expect(request?.url).toBe("/folder/key?partNumber=1&uploadId=u1");
    expect(request?.headers).toMatchObject({
      "content-length": "0",
      "x-cos-copy-source": `${elsewhere}/a%20b/%C3%BC%2B%281%29`,
      "x-cos-copy-source-range": "bytes=10-29",
      "x-cos-copy-source-if-match": '"v1"',
    });
    expect(signedHeaders(request)).toEqual([
      "content-length",
      "host",
      "x-cos-copy-source",
      "x-cos-copy-source-if-match",
      "x-cos-copy-source-range",
    ]);
  });

  test.each<[SourceValidator, Record<string, string>]>([
    [
      { kind: "last-modified", date: "Thu, 01 Jan 2026 00:00:00 GMT" },
      { "x-cos-copy-source-if-unmodified-since": "Thu, 01 Jan 2026 00:00:00 GMT" },
    ],
    [{ kind: "size-only" }, {}],
  ])("is pinned by %o", async (validator, expected) => {
    const { store, server } = await openBucket(respondWith(200, result));

    await store.copyPart(upload, first, sourceIn(elsewhere, validator), "crc64xz", signal);

    const conditions = Object.entries(server.requests[0]?.headers ?? {}).filter(([name]) =>
      name.startsWith("x-cos-copy-source-if"),
    );
    expect(Object.fromEntries(conditions)).toEqual(expected);
  });

  test.each([
    ["in a header", result, { "x-cos-hash-crc64ecma": "11051210869376104954" }],
    ["in the document", result.replace("<Last", "<CRC64>11051210869376104954</CRC64><Last"), {}],
  ])("has the CRC that COS tells %s", async (_where, body, headers) => {
    const { store } = await openBucket(respondWith(200, body, headers));

    const part = await store.copyPart(upload, first, sourceIn(elsewhere), "crc64xz", signal);

    expect(part).toEqual({ etag: "e1", checksum: "995dc9bbdf1939fa" });
  });

  test("carries the customer's key for what it writes, and for what it reads if that is its own", async () => {
    const key = Buffer.alloc(32, 7).toString("base64");
    const encryption: StoreEncryption = { kind: "customer", key: () => key };
    const { store, server } = await openBucket(respondWith(200, result), { encryption });

    for (const bucket of [HOST, elsewhere]) {
      await store.copyPart(upload, first, sourceIn(bucket), "crc64xz", signal);
    }

    const keys = server.requests.map(({ headers }) => [
      headers["x-cos-server-side-encryption-customer-key"],
      headers["x-cos-copy-source-server-side-encryption-customer-key"],
    ]);
    expect(keys).toEqual([
      [key, key],
      [key, undefined],
    ]);
  });

  test.each([
    [412, "PreconditionFailed", "source-changed"],
    [404, "NoSuchKey", "source-missing"],
    [404, "NoSuchUpload", "upload-gone"],
    [403, "AccessDenied", "source-forbidden"],
    [403, "SignatureDoesNotMatch", "store-refused"],
    [503, "SlowDown", "store-throttled"],
  ])("that ends in %i %s is %s", async (status, storeCode, code) => {
    const document = errorDocument(storeCode);
    const responders = [
      respondWith(status, document),
      dripThen((response) => response.end(document)),
    ];

    for (const respond of responders) {
      const { store } = await openBucket(respond);
      const part = store.copyPart(upload, first, sourceIn(elsewhere), "crc64xz", signal);
      await expect(part).rejects.toMatchObject({ code });
    }
  });

  test.each(["", "  \n", "<CopyPartResult><ETag></ETag></CopyPartResult>", result.slice(0, 40)])(
    "is not believed when the 200 holds %j",
    async (body) => {
      const { store } = await openBucket(respondWith(200, body));

      const part = store.copyPart(upload, first, sourceIn(elsewhere), "crc64xz", signal);

      await expect(part).rejects.toMatchObject({ code: "store-response-invalid" });
    },
  );
});
