import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { Crc64Xz, crc64ToDecimal } from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  BUCKET,
  complete,
  element,
  initiate,
  MIB,
  type Send,
  type StoreResponse,
  startForTest,
} from "./test-client.ts";

const SOURCE = Buffer.concat([Buffer.alloc(MIB, "ab"), Buffer.from("tail")]);
const SOURCE_PATH = "/in/a b+é.bin";
const SOURCE_KEY = SOURCE_PATH.split("/").map(encodeURIComponent).join("/");

const DIALECTS = {
  cos: { prefix: "x-cos-", name: `${BUCKET}.cos.ap-local.test${SOURCE_KEY}` },
  s3: { prefix: "x-amz-", name: `${BUCKET}${SOURCE_KEY}` },
};

function said(response: StoreResponse): readonly unknown[] {
  return [response.status, element(response, "Code")];
}

function crc64(bytes: Uint8Array): string {
  const crc = new Crc64Xz();
  crc.update(bytes);
  return crc64ToDecimal(crc.digest());
}

describe.each(["cos", "s3"] as const)("a copied part on the dialect %s", (dialect) => {
  const { prefix, name } = DIALECTS[dialect];

  function copier(send: Send, uploadId: string) {
    return (headers: Record<string, string>, number = 1) =>
      send({
        method: "PUT",
        path: "/copy",
        query: { partNumber: String(number), uploadId },
        headers: Object.fromEntries(
          Object.entries({ "copy-source": name, ...headers }).map(([short, value]) => [
            `${prefix}${short}`,
            value,
          ]),
        ),
      });
  }

  test("is the whole source or a range of it", async () => {
    const started = await startForTest({ behaviour: { enforcesMinPart: false } });
    const send = started[dialect];
    await send({ method: "PUT", path: SOURCE_PATH, body: SOURCE });
    const uploadId = await initiate(send, { path: "/copy" });
    const copy = copier(send, uploadId);

    const whole = await copy({});
    const range = await copy({ "copy-source-range": `bytes=${MIB}-${MIB + 1}` }, 2);
    const parts = [
      [1, element(whole, "ETag")],
      [2, element(range, "ETag")],
    ] as const;
    await complete(send, { path: "/copy", uploadId, parts });

    const stored = await send({ method: "GET", path: "/copy" });
    expect(whole.headers["x-cos-hash-crc64ecma"]).toBe(crc64(SOURCE));
    expect(range.headers["x-cos-hash-crc64ecma"]).toBe(crc64(Buffer.from("ta")));
    expect(Date.parse(element(whole, "LastModified"))).toEqual(expect.any(Number));
    expect(stored.bytes.equals(Buffer.concat([SOURCE, Buffer.from("ta")]))).toBe(true);
  });

  test.each<[what: string, status: number, code: string, headers: Record<string, string>]>([
    ["another ETag", 412, "PreconditionFailed", { "copy-source-if-match": '"other"' }],
    ["any ETag unwanted", 412, "PreconditionFailed", { "copy-source-if-none-match": "*" }],
    [
      "no later change",
      412,
      "PreconditionFailed",
      { "copy-source-if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT" },
    ],
    [
      "a later change",
      412,
      "PreconditionFailed",
      { "copy-source-if-unmodified-since": "Thu, 01 Jan 2015 00:00:00 GMT" },
    ],
    ["no date", 400, "InvalidArgument", { "copy-source-if-modified-since": "soon" }],
    [
      "a source that is not there",
      404,
      dialect === "cos" ? "NoSuchCopySource" : "NoSuchKey",
      { "copy-source": `${name}x` },
    ],
    [
      "a bucket that is not there",
      404,
      "NoSuchBucket",
      { "copy-source": name.replace("demo", "other") },
    ],
    ["a source that is none", 400, "InvalidArgument", { "copy-source": "x" }],
    ["a version", 501, "NotImplemented", { "copy-source": `${name}?versionId=7` }],
    ["a range that is none", 400, "InvalidArgument", { "copy-source-range": "bytes=1-" }],
    [
      "a range outside of the source",
      416,
      "InvalidRange",
      { "copy-source-range": `bytes=0-${SOURCE.length}` },
    ],
  ])("is refused for %s: %i %s", async (_what, status, code, headers) => {
    const started = await startForTest();
    const send = started[dialect];
    await send({ method: "PUT", path: SOURCE_PATH, body: SOURCE });
    const copy = copier(send, await initiate(send, { path: "/copy" }));

    const response = await copy(headers);

    expect(said(response)).toEqual([status, code]);
  });

  test("is made when its conditions are met", async () => {
    const started = await startForTest();
    const send = started[dialect];
    const { headers } = await send({ method: "PUT", path: SOURCE_PATH, body: SOURCE });
    const copy = copier(send, await initiate(send, { path: "/copy" }));

    const response = await copy({
      "copy-source-if-match": headers.etag ?? "",
      // A time counts only where no ETag was given.
      "copy-source-if-unmodified-since": "Thu, 01 Jan 2015 00:00:00 GMT",
      "copy-source-if-modified-since": "Thu, 01 Jan 2015 00:00:00 GMT",
    });

    expect(response.status).toBe(200);
  });

  test("wants the customer's key of an encrypted source", async () => {
    const started = await startForTest();
    const send = started[dialect];
    const key = Buffer.alloc(32, 7);
    const triple = (before: string) => ({
      [`${before}server-side-encryption-customer-algorithm`]: "AES256",
      [`${before}server-side-encryption-customer-key`]: key.toString("base64"),
      [`${before}server-side-encryption-customer-key-md5`]: createHash("md5")
        .update(key)
        .digest("base64"),
    });
    await send({ method: "PUT", path: SOURCE_PATH, body: "x", headers: triple(prefix) });
    const copy = copier(send, await initiate(send, { path: "/copy" }));

    const keyless = await copy({});
    const keyed = await copy(triple("copy-source-"));

    expect(keyless.status).toBe(400);
    expect(keyed.status).toBe(200);
  });
});

test("a copied part of a CRC32 upload tells its CRC32", async () => {
  const { s3 } = await startForTest();
  const type = { "x-amz-checksum-algorithm": "CRC32", "x-amz-checksum-type": "FULL_OBJECT" };
  await s3({ method: "PUT", path: SOURCE_PATH, body: SOURCE });
  const uploadId = await initiate(s3, { path: "/copy", headers: type });
  const expected = Buffer.alloc(4);
  expected.writeUInt32BE(crc32(SOURCE));

  const response = await s3({
    method: "PUT",
    path: "/copy",
    query: { partNumber: "1", uploadId },
    headers: { "x-amz-copy-source": DIALECTS.s3.name },
  });

  expect(element(response, "ChecksumCRC32")).toBe(expected.toString("base64"));
});
