import { type NewObject, STORE_PROFILES } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import {
  ANY_RESULT,
  bodyOf,
  closeAll,
  errorDocument,
  headersOf,
  listed,
  object,
  openStore,
  respondWith,
  signal,
  type TestStore,
  upload,
  whole,
} from "./test-store.ts";

afterEach(closeAll);

const INITIATED =
  "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";

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
