import type { ObjectCopy } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import {
  closeAll,
  copySource,
  errorDocument,
  object,
  openStore,
  respondWith,
  signal,
} from "./test-store.ts";

afterEach(closeAll);

const { range: _, ...source } = copySource;
const RESULT =
  "<CopyObjectResult><ETag>&quot;c1&quot;</ETag><ChecksumCRC32>y/Q5Jg==</ChecksumCRC32></CopyObjectResult>";

function copyOf(change: Partial<ObjectCopy> = {}): ObjectCopy {
  return { object, source, keepsAttributes: true, ...change };
}

describe("a copied object", () => {
  test("names its source and the version that was planned, and says what it became", async () => {
    const { store, requests } = await openStore(
      respondWith(200, RESULT, { "x-amz-version-id": "v9" }),
    );

    const stored = await store.copyObject(copyOf(), signal);

    expect(stored).toEqual({ etag: "c1", checksum: "cbf43926", versionId: "v9" });
    expect(requests).toHaveLength(1);
    const { url, headers } = requests[0]?.request ?? {};
    expect(url).toContain(`/demo/${object.key}`);
    expect(headers).toMatchObject({
      "x-amz-copy-source": "origin/films/gr%C3%B6%C3%9Fe%201%2B1.mp4",
      "x-amz-copy-source-if-match": '"v1"',
      "x-amz-metadata-directive": "COPY",
      "x-amz-tagging-directive": "COPY",
    });
    expect(Object.keys(headers ?? {}).filter((name) => name.startsWith("x-amz-meta-"))).toEqual([]);
  });

  test("gets the attributes that it is given where it keeps none", async () => {
    const { store, requests } = await openStore(respondWith(200, RESULT));

    await store.copyObject(copyOf({ keepsAttributes: false }), signal);

    expect(requests[0]?.request.headers).toMatchObject({
      "x-amz-metadata-directive": "REPLACE",
      "x-amz-meta-penstock-token": object.token,
    });
  });

  test.each([
    [200, "InternalError", "store-unreachable"],
    [200, "SlowDown", "store-throttled"],
    [503, "SlowDown", "store-throttled"],
    [404, "NoSuchKey", "source-missing"],
    [403, "AccessDenied", "source-forbidden"],
    [403, "InvalidObjectState", "source-archived"],
    [501, "NotImplemented", "store-rejected"],
  ])("that ends in %i %s is %s", async (status, storeCode, code) => {
    const { store } = await openStore(respondWith(status, errorDocument(storeCode)));

    await expect(store.copyObject(copyOf(), signal)).rejects.toMatchObject({ code });
  });

  test.each([
    // Amazon's client takes it for an error of the server.
    ["", "store-unreachable"],
    ["<CopyObjectResult/>", "store-response-invalid"],
    ["<CopyObjectResult><ETag></ETag></CopyObjectResult>", "store-response-invalid"],
  ])("is not believed when the 200 holds %j", async (body, code) => {
    const { store } = await openStore(respondWith(200, body));

    await expect(store.copyObject(copyOf(), signal)).rejects.toMatchObject({ code });
  });

  test.each([
    ["is another version", '"v2"', "source-changed"],
    ["is the planned version: the store takes no condition", '"v1"', "store-rejected"],
  ])("that is refused by its condition is a source that %s", async (_what, etag, code) => {
    const { store } = await openStore((request, response) => {
      const respond =
        request.method === "HEAD"
          ? respondWith(200, "", { etag, "content-length": "100" })
          : respondWith(412, errorDocument("PreconditionFailed"));
      respond(request, response);
    });

    await expect(store.copyObject(copyOf(), signal)).rejects.toMatchObject({ code });
  });
});
