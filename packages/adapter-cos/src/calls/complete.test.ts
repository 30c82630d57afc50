import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { writeCompleteDocument } from "../cos-xml.ts";
import {
  closeAll,
  dripThen,
  errorDocument,
  listed,
  openBucket,
  respondWith,
  signal,
  signedHeaders,
  upload,
  whole,
} from "../test-bucket.ts";

afterEach(closeAll);

const result =
  "<CompleteMultipartUploadResult><ETag>&quot;ab-1&quot;</ETag></CompleteMultipartUploadResult>";

describe("Complete", () => {
  test("is done when the result comes after the white space", async () => {
    const { store, server } = await openBucket(dripThen((response) => response.end(result)));

    const etag = await store.complete(upload, listed, whole, signal);

    expect(etag).toBe("ab-1");
    const [request] = server.requests;
    expect(request?.headers["content-md5"]).toBe(
      createHash("md5").update(writeCompleteDocument(listed)).digest("base64"),
    );
    expect(request?.headers["x-cos-forbid-overwrite"]).toBeUndefined();
    expect(signedHeaders(request)).toEqual([
      "content-length",
      "content-md5",
      "content-type",
      "host",
    ]);
  });

  test("asks for a key that is free where nothing may be replaced", async () => {
    const { store, server } = await openBucket(
      respondWith(409, errorDocument("FileAlreadyExists")),
    );

    const complete = store.complete(upload, listed, { ...whole, forbidOverwrite: true }, signal);

    await expect(complete).rejects.toMatchObject({ code: "destination-exists" });
    expect(server.requests[0]?.headers["x-cos-forbid-overwrite"]).toBe("true");
    expect(signedHeaders(server.requests[0])).toContain("x-cos-forbid-overwrite");
  });

  test.each([
    ["InternalError", "store-unreachable"],
    ["SlowDown", "store-throttled"],
    ["InvalidPart", "parts-refused"],
    ["NoSuchUpload", "upload-gone"],
    // The request did not ask to leave an older one.
    ["FileAlreadyExists", "store-rejected"],
    // An unknown code proves as little as a 200 does.
    ["SomethingNew", "store-response-invalid"],
  ])("fails by the code in a 200: %s is %s", async (storeCode, code) => {
    const documents = [errorDocument(storeCode), errorDocument(storeCode).trim()];

    for (const document of documents) {
      const { store } = await openBucket(dripThen((response) => response.end(document)));
      const complete = store.complete(upload, listed, whole, signal);
      await expect(complete).rejects.toMatchObject({
        code,
        details: { httpStatus: 200, storeCode },
      });
    }
  });

  test.each([
    ["white space only", ""],
    ["a result without an ETag", result.replace("&quot;ab-1&quot;", "")],
    ["half a result", result.slice(0, 60)],
    ["half an error", errorDocument("InternalError").slice(0, 45)],
    ["a page for people", "<html><body>ok</body></html>"],
  ])("is not done when the 200 ends in %s", async (_what, body) => {
    const { store } = await openBucket(dripThen((response) => response.end(body)));

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-response-invalid" });
  });

  test.each([["white space"], [errorDocument("InternalError")]])(
    "names its request when the 200 ends in %j",
    async (body) => {
      const headers = { "x-cos-request-id": "r1", "x-cos-trace-id": "t1" };
      const { store } = await openBucket(respondWith(200, body, headers));

      const complete = store.complete(upload, listed, whole, signal);

      await expect(complete).rejects.toMatchObject({
        details: { requestId: "r1", traceId: "t1" },
      });
    },
  );

  test("is not done when the 200 is empty", async () => {
    const { store } = await openBucket(respondWith(200));

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-response-invalid" });
  });

  test("is not known to be done when the connection is cut", async () => {
    const { store } = await openBucket(dripThen((response) => response.socket?.destroy()));

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-unreachable" });
  });

  test("is sent once", async () => {
    const { store, server } = await openBucket(respondWith(503, errorDocument("SlowDown")));

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-throttled" });
    expect(server.requests).toHaveLength(1);
  });
});
