import type { ObjectCopy } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import { closeAll, errorDocument, openBucket, respondWith, signal } from "../test-bucket.ts";

afterEach(closeAll);

const elsewhere = "other-1250000000.cos.ap-other.myqcloud.com";
const result =
  "<CopyObjectResult><ETag>&quot;e1&quot;</ETag><CRC64>11051210869376104954</CRC64></CopyObjectResult>";

const copy: ObjectCopy = {
  object: {
    ...{ key: "folder/key", token: "job_1", checksum: "crc64xz" },
    attributes: { contentType: "text/csv", metadata: { team: "data" } },
  },
  source: {
    ...{ bucket: elsewhere, key: "a b/ü+(1)" },
    sourceVersion: { sizeBytes: 100, validator: { kind: "etag", etag: '"v1"' } },
  },
  keepsAttributes: true,
};

describe("a copied object", () => {
  test("names its source and the version that was planned, and says what it became", async () => {
    const { store, server } = await openBucket(respondWith(200, result));

    const stored = await store.copyObject(copy, signal);

    const [request] = server.requests;
    expect(stored).toEqual({ etag: "e1", checksum: "995dc9bbdf1939fa" });
    expect([request?.method, request?.url]).toEqual(["PUT", "/folder/key"]);
    expect(request?.headers).toMatchObject({
      "x-cos-copy-source": `${elsewhere}/a%20b/%C3%BC%2B%281%29`,
      "x-cos-copy-source-if-match": '"v1"',
      "x-cos-metadata-directive": "Copy",
    });
    expect(request?.headers).not.toHaveProperty("x-cos-meta-team");
  });

  test("gets the attributes that it is given where it keeps none", async () => {
    const { store, server } = await openBucket(respondWith(200, result));

    await store.copyObject({ ...copy, keepsAttributes: false }, signal);

    expect(server.requests[0]?.headers).toMatchObject({
      "x-cos-metadata-directive": "Replaced",
      "x-cos-meta-team": "data",
      "x-cos-meta-penstock-token": "job_1",
      "content-type": "text/csv",
    });
  });

  test.each([
    [200, "SlowDown", "store-throttled"],
    [412, "PreconditionFailed", "source-changed"],
    [404, "NoSuchKey", "source-missing"],
    [403, "AccessDenied", "source-forbidden"],
    [403, "InvalidObjectState", "source-archived"],
  ])("that ends in %i %s is %s", async (status, storeCode, code) => {
    const { store } = await openBucket(respondWith(status, errorDocument(storeCode)));

    await expect(store.copyObject(copy, signal)).rejects.toMatchObject({ code });
  });

  test.each(["", result.slice(0, 40), "<CopyObjectResult><ETag></ETag></CopyObjectResult>"])(
    "is not believed when the 200 holds %j",
    async (body) => {
      const { store } = await openBucket(respondWith(200, body));

      await expect(store.copyObject(copy, signal)).rejects.toMatchObject({
        code: "store-response-invalid",
      });
    },
  );
});
