import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import {
  complete,
  element,
  initiate,
  MIB,
  type Sent,
  sendPart,
  startForTest,
} from "./test-client.ts";

const FIRST = Buffer.alloc(5 * MIB, "ab");
const WHOLE_CRC32 = { "x-amz-checksum-algorithm": "CRC32", "x-amz-checksum-type": "FULL_OBJECT" };
const PUT: Sent = { method: "PUT", path: "/object", body: "x" };

function crc32Of(body: Uint8Array | string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString("base64");
}

test("an upload proves itself by the CRC32 of the whole object", async () => {
  const { s3, cos } = await startForTest();
  const path = "/dir/a b+c é.bin";
  const whole = Buffer.concat([FIRST, Buffer.from("tail")]);
  const uploadId = await initiate(s3, { path, headers: { ...WHOLE_CRC32, "x-amz-meta-a": "1" } });
  const headers = { "x-amz-checksum-crc32": crc32Of(FIRST) };
  const first = await sendPart(s3, { path, uploadId, number: 1, body: FIRST, headers });
  // Gaps in the part numbers are allowed on this dialect.
  const third = await sendPart(s3, { path, uploadId, number: 3, body: "tail" });
  const parts = [
    [1, first.headers.etag ?? ""],
    [3, third.headers.etag ?? ""],
  ] as const;
  const promises = { "x-amz-checksum-crc32": crc32Of(whole), "x-amz-mp-object-size": "5242884" };
  const codeOf = async (wrong: Record<string, string>) =>
    element(
      await complete(s3, { path, uploadId, parts, headers: { ...promises, ...wrong } }),
      "Code",
    );

  const wrongCrc32 = await codeOf({ "x-amz-checksum-crc32": crc32Of("x") });
  const wrongSize = await codeOf({ "x-amz-mp-object-size": "1" });
  const completed = await complete(s3, { path, uploadId, parts, headers: promises });

  const asked = { "x-amz-checksum-mode": "ENABLED" };
  const head = await s3({ method: "HEAD", path, headers: asked });
  const plain = await s3({ method: "HEAD", path });
  const ofCos = await cos({ method: "HEAD", path });
  expect(wrongCrc32).toBe("BadDigest");
  expect(wrongSize).toBe("InvalidRequest");
  expect(first.headers["x-amz-checksum-crc32"]).toBe(crc32Of(FIRST));
  expect(first.headers.etag).toBe(`"${createHash("md5").update(FIRST).digest("hex")}"`);
  expect(element(completed, "ChecksumCRC32")).toBe(crc32Of(whole));
  expect(head.headers).toMatchObject({
    "x-amz-checksum-crc32": crc32Of(whole),
    "x-amz-checksum-type": "FULL_OBJECT",
    "x-amz-meta-a": "1",
    "x-amz-request-id": expect.any(String),
  });
  expect(plain.headers["x-amz-checksum-crc32"]).toBeUndefined();
  expect(ofCos.headers).toMatchObject({ "x-cos-meta-a": "1", etag: head.headers.etag });
});

test("an upload without FULL_OBJECT has no checksum of the whole", async () => {
  const { s3 } = await startForTest();
  const path = "/object";
  const uploadId = await initiate(s3, { path });
  const { headers } = await sendPart(s3, { path, uploadId, number: 1, body: "x" });
  const parts = [[1, headers.etag ?? ""]] as const;
  const promised = { "x-amz-checksum-crc32": crc32Of("x") };

  const refused = await complete(s3, { path, uploadId, parts, headers: promised });
  await complete(s3, { path, uploadId, parts });

  const asked = { "x-amz-checksum-mode": "ENABLED" };
  const head = await s3({ method: "HEAD", path, headers: asked });
  expect(element(refused, "Code")).toBe("InvalidRequest");
  expect(head.headers["x-amz-checksum-crc32"]).toBeUndefined();
});

test("a part below 5 MiB is too small unless it is the last", async () => {
  const { s3 } = await startForTest();
  const path = "/object";
  const uploadId = await initiate(s3, { path });
  const small = await sendPart(s3, { path, uploadId, number: 1, body: Buffer.alloc(MIB) });
  const last = await sendPart(s3, { path, uploadId, number: 2, body: "x" });

  const response = await complete(s3, {
    path,
    uploadId,
    parts: [
      [1, small.headers.etag ?? ""],
      [2, last.headers.etag ?? ""],
    ],
  });

  expect(element(response, "Code")).toBe("EntityTooSmall");
});

test("an object that was put with a CRC32 keeps it", async () => {
  const { s3 } = await startForTest();
  const headers = { "x-amz-checksum-crc32": crc32Of("x") };
  await s3({ ...PUT, headers });

  const asked = { "x-amz-checksum-mode": "ENABLED" };
  const head = await s3({ method: "HEAD", path: "/object", headers: asked });

  expect(head.headers["x-amz-checksum-crc32"]).toBe(crc32Of("x"));
});

test("a signed payload is compared with its hash", async () => {
  const { s3 } = await startForTest();
  const headers = { "x-amz-content-sha256": createHash("sha256").update("x").digest("hex") };

  const right = await s3({ ...PUT, headers });
  const wrong = await s3({ ...PUT, body: "y", headers });

  expect(right.status).toBe(200);
  expect([wrong.status, element(wrong, "Code")]).toEqual([400, "XAmzContentSHA256Mismatch"]);
});

test.each<[what: string, status: number, code: string, sent: Sent]>([
  ["an unknown key id", 403, "InvalidAccessKeyId", { ...PUT, secretId: "another" }],
  ["a wrong key", 403, "SignatureDoesNotMatch", { ...PUT, secretKey: "another" }],
  ["a signature of an hour ago", 403, "RequestTimeTooSkewed", { ...PUT, ageSeconds: 3600 }],
  ["a wrong CRC32", 400, "BadDigest", { ...PUT, headers: { "x-amz-checksum-crc32": "AAAAAA==" } }],
  ["no CRC32", 400, "InvalidRequest", { ...PUT, headers: { "x-amz-checksum-crc32": "AAAA" } }],
  [
    "a wrong CRC32C",
    400,
    "BadDigest",
    { ...PUT, headers: { "x-amz-checksum-crc32c": "AAAAAA==" } },
  ],
  [
    "signed chunks with a trailer",
    501,
    "NotImplemented",
    { ...PUT, headers: { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" } },
  ],
  [
    "an x-amz- header that is not signed",
    403,
    "AccessDenied",
    { ...PUT, unsignedHeaders: { "x-amz-meta-added": "on the way" } },
  ],
  [
    "a changed header",
    403,
    "SignatureDoesNotMatch",
    { ...PUT, unsignedHeaders: { "x-amz-content-sha256": "0".repeat(64) } },
  ],
])("refuses %s with %i %s", async (_what, status, code, sent) => {
  const { s3 } = await startForTest();

  const response = await s3(sent);

  expect([response.status, element(response, "Code")]).toEqual([status, code]);
});

test.each([
  ["demo-1250000000.localhost", "/object"],
  ["cos.ap-local.test:8080", "/demo-1250000000/object"],
  // The bucket of the host comes first.
  ["demo-1250000000.localhost:8080", "/demo-1250000000/object"],
])("takes the bucket from the host %s or else from the path %s", async (host, path) => {
  const { s3, cos } = await startForTest();

  const response = await s3({ ...PUT, wholePath: path, headers: { host } });

  const key = host.startsWith("demo") ? path : "/object";
  expect(response.status).toBe(200);
  expect((await cos({ method: "GET", path: key })).text).toBe("x");
});
