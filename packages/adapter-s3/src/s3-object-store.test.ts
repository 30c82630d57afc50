import { type NewObject, STORE_PROFILES, type StoreEncryption } from "@penstock/core";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  bodyOf,
  copySource,
  errorDocument,
  first,
  listed,
  object,
  respondWith,
  signal,
  startStore,
  type TestStore,
  upload,
  whole,
} from "./test-store.ts";

const INITIATED =
  "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";
/** A response that every call takes for a success. */
const ANY_RESULT = respondWith(200, "<Result><UploadId>u1</UploadId><ETag>e1</ETag></Result>", {
  etag: '"e1"',
});

async function openStore(...args: Parameters<typeof startStore>): Promise<TestStore> {
  const opened = await startStore(...args);
  onTestFinished(opened.close);
  return opened;
}

function headersOf({ requests }: TestStore, at = 0) {
  return requests[at]?.request.headers ?? {};
}

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

describe("a new object", () => {
  const ways: Record<string, (opened: TestStore, made: NewObject) => Promise<unknown>> = {
    "an Initiate": async ({ store }, made) => await store.initiate(made, signal),
    "a PUT": async ({ store }, made) => await store.put(made, bodyOf("a"), signal),
  };

  test.each(Object.keys(ways))("carries its attributes and its token in %s", async (way) => {
    const opened = await openStore(ANY_RESULT);
    const attributes: NewObject["attributes"] = {
      contentType: "video/mp4",
      cacheControl: "no-cache",
      contentDisposition: 'attachment; filename="a.mp4"',
      contentEncoding: "gzip",
      contentLanguage: "de-CH",
      expires: "Wed, 21 Oct 2037 07:28:00 GMT",
      metadata: { origin: "here" },
      storageClass: "STANDARD_IA",
      acl: "bucket-owner-full-control",
      tags: { team: "video & film", größe: "1+1=2" },
    };

    await ways[way]?.(opened, { ...object, attributes });

    expect(headersOf(opened)).toMatchObject({
      "content-type": "video/mp4",
      "cache-control": "no-cache",
      "content-disposition": 'attachment; filename="a.mp4"',
      "content-encoding": "gzip",
      "content-language": "de-CH",
      expires: "Wed, 21 Oct 2037 07:28:00 GMT",
      "x-amz-meta-origin": "here",
      "x-amz-meta-penstock-token": "tok",
      "x-amz-storage-class": "STANDARD_IA",
      "x-amz-acl": "bucket-owner-full-control",
      "x-amz-tagging": "team=video%20%26%20film&gr%C3%B6%C3%9Fe=1%2B1%3D2",
    });
  });

  test.each(Object.keys(ways))("says nothing in %s of what it was not given", async (way) => {
    const opened = await openStore(ANY_RESULT);

    await ways[way]?.(opened, { ...object, attributes: { metadata: {}, tags: {} } });

    const names = Object.keys(headersOf(opened)).join(" ");
    expect(names).not.toMatch(/cache|disposition|language|expires|storage|acl|tagging|encryption/);
  });

  test("signs the headers that only some vendors know", async () => {
    const opened = await openStore(ANY_RESULT, { profile: STORE_PROFILES.oss });

    await opened.store.put({ ...object, forbidOverwrite: true }, bodyOf("a"), signal);

    const parameters = new URL(opened.requests[0]?.request.url ?? "", "http://x").searchParams;
    expect(parameters.get("X-Amz-SignedHeaders")?.split(";")).toContain("x-oss-forbid-overwrite");
  });

  test("asks for a checksum of the whole object at Initiate", async () => {
    const opened = await openStore(respondWith(200, INITIATED));

    expect(await opened.store.initiate(object, signal)).toBe("u1");
    expect(headersOf(opened)).toMatchObject({
      "x-amz-checksum-algorithm": "CRC32",
      "x-amz-checksum-type": "FULL_OBJECT",
    });
  });

  test("asks for no checksum where the store has only MD5", async () => {
    const opened = await openStore(respondWith(200, INITIATED));

    await opened.store.initiate({ ...object, checksum: "md5" }, signal);

    expect(headersOf(opened)).not.toHaveProperty("x-amz-checksum-algorithm");
  });
});

describe("an object that may not be replaced", () => {
  async function guardsOf(opened: TestStore): Promise<readonly unknown[]> {
    const guarded = { ...object, forbidOverwrite: true };
    await opened.store.initiate(guarded, signal);
    await opened.store.put(guarded, bodyOf("a"), signal);
    await opened.store.complete(upload, listed, { ...whole, forbidOverwrite: true }, signal);
    return opened.requests.map(({ request: { headers } }) =>
      Object.fromEntries(
        Object.entries(headers).filter(([name]) => /if-none-match|forbid-overwrite/.test(name)),
      ),
    );
  }

  const ifNoneMatch = { "if-none-match": "*" };
  const cos = { "x-cos-forbid-overwrite": "true" };
  const oss = { "x-oss-forbid-overwrite": "true" };

  test.each([
    ["aws", [{}, ifNoneMatch, ifNoneMatch]],
    ["cos-s3", [cos, cos, cos]],
    ["oss", [oss, oss, oss]],
    ["b2", [{}, {}, {}]],
  ] as const)(
    "is asked for as %s knows it, at Initiate, PUT and Complete",
    async (name, expected) => {
      const opened = await openStore(ANY_RESULT, { profile: STORE_PROFILES[name] });

      expect(await guardsOf(opened)).toEqual(expected);
    },
  );

  test("is not asked for when it may", async () => {
    const opened = await openStore(ANY_RESULT, { profile: STORE_PROFILES.aws });

    await opened.store.complete(upload, listed, whole, signal);

    expect(headersOf(opened)).not.toHaveProperty("if-none-match");
  });

  test.each([
    [412, "PreconditionFailed"],
    [409, "FileAlreadyExists"],
  ])("is there when a Complete is answered %i %s", async (status, name) => {
    const { store } = await openStore(respondWith(status, errorDocument(name)));

    const complete = store.complete(upload, listed, { ...whole, forbidOverwrite: true }, signal);

    await expect(complete).rejects.toMatchObject({ code: "destination-exists" });
  });
});

describe("encryption", () => {
  const KEY = Buffer.alloc(32, 7).toString("base64");
  const calls: Record<string, (opened: TestStore) => Promise<unknown>> = {
    initiate: async ({ store }) => await store.initiate(object, signal),
    put: async ({ store }) => await store.put(object, bodyOf("a"), signal),
    uploadPart: async ({ store }) =>
      await store.uploadPart(upload, first, bodyOf("a"), "md5", signal),
    copyPart: async ({ store }) => await store.copyPart(upload, first, copySource, "md5", signal),
    complete: async ({ store }) => await store.complete(upload, listed, whole, signal),
    listParts: async ({ store }) => await store.listParts(upload, signal),
    head: async ({ store }) => await store.head("key", "md5", signal),
    abort: async ({ store }) => await store.abort(upload, signal),
  };

  async function encryptionHeadersOf(call: string, encryption: StoreEncryption) {
    const opened = await openStore(ANY_RESULT, { encryption });
    // Whether the response is believed is not looked at here.
    await calls[call]?.(opened).catch(() => undefined);
    return Object.fromEntries(
      Object.entries(headersOf(opened)).filter(([name]) => name.includes("encryption")),
    );
  }

  const byStore = { "x-amz-server-side-encryption": "AES256" };
  const byKms = {
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id": "key-1",
    "x-amz-server-side-encryption-context": "e30=",
  };
  const byCustomer = {
    "x-amz-server-side-encryption-customer-algorithm": "AES256",
    "x-amz-server-side-encryption-customer-key": KEY,
    "x-amz-server-side-encryption-customer-key-md5": "y4HAEFCYWuvAXWFTtA1Qpg==",
  };

  test.each(["initiate", "put"])("by the store is asked for at %s", async (call) => {
    expect(await encryptionHeadersOf(call, { kind: "store" })).toEqual(byStore);
  });

  test.each(["initiate", "put"])("by a key service is asked for at %s", async (call) => {
    const kms = { kind: "kms", keyId: "key-1", context: "e30=" } as const;

    expect(await encryptionHeadersOf(call, kms)).toEqual(byKms);
  });

  test("by a key service may leave the key to the account", async () => {
    expect(await encryptionHeadersOf("initiate", { kind: "kms" })).toEqual({
      "x-amz-server-side-encryption": "aws:kms",
    });
  });

  test.each(Object.keys(calls).filter((call) => call !== "initiate" && call !== "put"))(
    "that the store remembers is not repeated at %s",
    async (call) => {
      expect(await encryptionHeadersOf(call, { kind: "store" })).toEqual({});
    },
  );

  test.each(Object.keys(calls).filter((call) => call !== "abort"))(
    "by a customer's key takes it along at %s",
    async (call) => {
      const headers = await encryptionHeadersOf(call, { kind: "customer", key: () => KEY });

      expect(headers).toEqual(byCustomer);
    },
  );
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
