import { afterEach, describe, expect, test } from "vitest";
import {
  ANY_RESULT,
  bodyOf,
  closeAll,
  errorDocument,
  first,
  headersOf,
  listed,
  object,
  openStore,
  respondWith,
  signal,
  upload,
  whole,
} from "./test-store.ts";

afterEach(closeAll);

describe("a part", () => {
  test.each([
    ["crc32", "cbf43926", "x-amz-checksum-crc32", "y/Q5Jg=="],
    ["md5", "25f9e794323b453885f5181f1b624d0b", "content-md5", "JfnnlDI7RTiF9RgfG2JNCw=="],
  ] as const)("carries its %s in a header", async (algorithm, checksum, name, value) => {
    const opened = await openStore(ANY_RESULT);
    const body = { ...bodyOf("123456789"), checksum };

    await opened.store.uploadPart(upload, first, body, algorithm, signal);

    expect(opened.requests[0]?.request.url).toContain("/demo/folder/key?partNumber=1&uploadId=u1");
    expect(headersOf(opened)[name]).toBe(value);
  });

  test("tells the checksum that the store computed", async () => {
    const respond = respondWith(200, "", { etag: '"e1"', "x-amz-checksum-crc32": "y/Q5Jg==" });
    const { store } = await openStore(respond);

    const part = await store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    expect(part.checksum).toBe("cbf43926");
  });
});

describe("Complete", () => {
  const result =
    "<CompleteMultipartUploadResult><ETag>&quot;ab-1&quot;</ETag></CompleteMultipartUploadResult>";

  test("sends the parts, and the checksum and size of the whole", async () => {
    const opened = await openStore(respondWith(200, result));

    const etag = await opened.store.complete(upload, listed, whole, signal);

    expect(etag).toBe("ab-1");
    expect(headersOf(opened)).toMatchObject({
      "x-amz-checksum-crc32": "y/Q5Jg==",
      "x-amz-checksum-type": "FULL_OBJECT",
      "x-amz-mp-object-size": "9",
    });
    expect(opened.requests[0]?.body).toContain("<PartNumber>1</PartNumber>");
  });
});

describe("Abort and ListParts", () => {
  test.each(["NoSuchUpload", "NoSuchKey"])("know an upload that is gone by %s", async (name) => {
    const { store } = await openStore(respondWith(404, errorDocument(name)));

    await expect(store.abort(upload, signal)).resolves.toBeUndefined();
    await expect(store.listParts(upload, signal)).rejects.toMatchObject({ code: "upload-gone" });
  });

  test("do not take a missing bucket for an upload that is gone", async () => {
    const { store } = await openStore(respondWith(404, errorDocument("NoSuchBucket")));

    await expect(store.abort(upload, signal)).rejects.toMatchObject({ code: "store-missing" });
    await expect(store.listParts(upload, signal)).rejects.toMatchObject({ code: "store-missing" });
  });

  test("refuse pages that lead back to where they started", async () => {
    const page =
      "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>0</NextPartNumberMarker></ListPartsResult>";
    const { store } = await openStore(respondWith(200, page));

    await expect(store.listParts(upload, signal)).rejects.toMatchObject({
      code: "store-response-invalid",
    });
  });
});

describe("a rejection", () => {
  test.each(["x-amz-request-id", "x-cos-request-id", "x-oss-request-id"])(
    "names the request as the store does, by %s",
    async (name) => {
      const { store } = await openStore(
        respondWith(503, errorDocument("SlowDown"), { [name]: "r1" }),
      );

      const refused = store.initiate(object, signal);

      await expect(refused).rejects.toMatchObject({
        details: { storeCode: "SlowDown", httpStatus: 503, requestId: "r1" },
      });
    },
  );
});

describe("HEAD", () => {
  const headers = { etag: '"e1"', "content-length": "9", "x-amz-meta-penstock-token": "tok" };

  test.each([
    ["of the whole object", { "x-amz-checksum-type": "FULL_OBJECT" }, "y/Q5Jg==", "cbf43926"],
    ["of checksums", { "x-amz-checksum-type": "COMPOSITE" }, "y/Q5Jg==-3", undefined],
    ["of checksums by its form", { "x-amz-checksum-type": "FULL_OBJECT" }, "y/Q5Jg==-3", undefined],
    ["of an unknown kind", {}, "y/Q5Jg==", undefined],
  ])("trusts a checksum %s as it deserves", async (_what, type, value, checksum) => {
    const respond = respondWith(200, "", { ...headers, ...type, "x-amz-checksum-crc32": value });
    const opened = await openStore(respond);

    const head = await opened.store.head("key", "crc32", signal);

    expect(head).toMatchObject({ etag: "e1", sizeBytes: 9, token: "tok" });
    expect(head?.checksum).toBe(checksum);
    expect(headersOf(opened)["x-amz-checksum-mode"]).toBe("ENABLED");
  });

  test.each([
    ["aws:kms", { "x-amz-server-side-encryption": "aws:kms" }],
    ["AES256", { "x-amz-server-side-encryption-customer-algorithm": "AES256" }],
    [undefined, {}],
  ])("tells the encryption %s", async (encryption, said) => {
    const { store } = await openStore(respondWith(200, "", { ...headers, ...said }));

    expect((await store.head("key", "md5", signal))?.encryption).toBe(encryption);
  });

  test.each([
    ["v1", "v1"],
    ["null", undefined],
  ])("takes the version %s for %s", async (said, versionId) => {
    const { store } = await openStore(
      respondWith(200, "", { ...headers, "x-amz-version-id": said }),
    );

    expect((await store.head("key", "md5", signal))?.versionId).toBe(versionId);
  });

  test("finds nothing on 404", async () => {
    const { store } = await openStore(respondWith(404, ""));

    expect(await store.head("key", "crc32", signal)).toBeUndefined();
  });

  test("does not take a rejection for nothing", async () => {
    const { store } = await openStore(respondWith(403, ""));

    await expect(store.head("key", "crc32", signal)).rejects.toMatchObject({
      code: "store-refused",
    });
  });
});

test("an unanswered call ends with its signal", async () => {
  const abort = new AbortController();
  const { store } = await openStore(() => abort.abort(new Error("lease lost")));

  await expect(store.initiate(object, abort.signal)).rejects.toThrow("lease lost");
});

test("the profile is the one of the options, with their own choices on top", async () => {
  const { store } = await openStore(() => undefined, { checksum: "md5", pathStyle: true });

  expect(store.profile).toMatchObject({ checksum: "md5", pathStyle: true });
});
