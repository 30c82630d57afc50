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

const GET: Sent = { method: "GET", path: "/nothing" };
const PUT: Sent = { method: "PUT", path: "/object", body: "x" };

test.each<[what: string, status: number, code: string, sent: Sent]>([
  ["an object that is not there", 404, "NoSuchKey", GET],
  ["an unknown key id", 403, "InvalidAccessKeyId", { ...GET, secretId: "another" }],
  ["a wrong key", 403, "SignatureDoesNotMatch", { ...GET, secretKey: "another" }],
  ["an expired signature", 403, "AccessDenied", { ...GET, ageSeconds: 3600 }],
  ["a key of 851 bytes", 400, "KeyTooLong", { ...PUT, path: `/é${"x".repeat(849)}` }],
  [
    "a body without Content-Length",
    411,
    "MissingContentLength",
    { ...PUT, headers: { "transfer-encoding": "chunked" } },
  ],
  [
    "a malformed Content-MD5",
    400,
    "InvalidDigest",
    { ...PUT, headers: { "content-md5": "not an MD5" } },
  ],
  [
    "a wrong Content-MD5",
    400,
    "BadDigest",
    { ...PUT, headers: { "content-md5": Buffer.alloc(16).toString("base64") } },
  ],
  ["a call of the bucket", 405, "MethodNotAllowed", { method: "DELETE", path: "/" }],
  [
    "a source that is no address",
    400,
    "InvalidArgument",
    { ...PUT, headers: { "x-cos-copy-source": "a/b" } },
  ],
  ["a subresource", 501, "NotImplemented", { ...PUT, query: { acl: "" } }],
  ...[
    { "x-cos-grant-read": 'id="1"' },
    { "x-cos-object-lock-mode": "COMPLIANCE" },
    { "x-amz-server-side-encryption": "AES256" },
    { "if-none-match": "*" },
    { "if-match": '"etag"' },
  ].map((headers): [string, number, string, Sent] => [
    Object.keys(headers).join(),
    501,
    "NotImplemented",
    { ...PUT, headers },
  ]),
])("refuses %s with %i %s", async (_what, status, code, sent) => {
  const { cos } = await startForTest();

  const response = await cos(sent);

  expect([response.status, element(response, "Code")]).toEqual([status, code]);
});

test("a key may have 850 bytes", async () => {
  const { cos } = await startForTest();
  const path = `/${"😀".repeat(212)}ab`;

  await cos({ method: "PUT", path, body: "x" });

  expect((await cos({ method: "GET", path })).text).toBe("x");
});

test.each(["0", "10001", "1.5", "one", ""])("refuses the part number %j", async (partNumber) => {
  const { cos } = await startForTest();
  const uploadId = await initiate(cos, { path: "/object" });

  const response = await cos({ ...PUT, query: { partNumber, uploadId } });

  expect([response.status, element(response, "Code")]).toEqual([400, "InvalidArgument"]);
});

test("an upload is known only under its own key", async () => {
  const { cos } = await startForTest();
  const uploadId = await initiate(cos, { path: "/object" });

  const response = await sendPart(cos, { path: "/other", uploadId, number: 1, body: "x" });

  expect(element(response, "Code")).toBe("NoSuchUpload");
});

test("a part whose MD5 is wrong is not stored", async () => {
  const { cos } = await startForTest();
  const path = "/object";
  const uploadId = await initiate(cos, { path });
  const headers = { "content-md5": Buffer.alloc(16).toString("base64") };

  const response = await sendPart(cos, { path, uploadId, number: 1, body: "x", headers });

  const list = await cos({ method: "GET", path, query: { uploadId } });
  expect([response.status, element(response, "Code")]).toEqual([400, "BadDigest"]);
  expect(list.text).not.toContain("<Part>");
});

test("Complete refuses lists that do not fit the parts, and the upload stays", async () => {
  const { cos, emulator } = await startForTest();
  const path = "/object";
  const uploadId = await initiate(cos, { path });
  const etags: string[] = [];
  for (const body of [Buffer.alloc(MIB), "small", "last"]) {
    const number = etags.length + 1;
    const { headers } = await sendPart(cos, { path, uploadId, number, body });
    etags.push(headers.etag ?? "");
  }
  const [one = "", two = "", three = ""] = etags;
  const codeOf = async (parts: readonly (readonly [number, string])[]) => {
    const response = await complete(cos, { path, uploadId, parts });
    return `${response.status} ${element(response, "Code")}`;
  };

  expect(await codeOf([])).toBe("400 MalformedXML");
  expect(
    await codeOf([
      [2, two],
      [1, one],
    ]),
  ).toBe("400 InvalidPartOrder");
  expect(
    await codeOf([
      [1, one],
      [1, one],
    ]),
  ).toBe("400 InvalidPartOrder");
  expect(
    await codeOf([
      [1, one],
      [3, three],
    ]),
  ).toBe("400 InvalidPart");
  expect(await codeOf([[2, two]])).toBe("400 InvalidPart");
  expect(await codeOf([[1, two]])).toBe("400 InvalidPart");
  expect(
    await codeOf([
      [1, one],
      [2, two],
      [3, three],
      [4, one],
    ]),
  ).toBe("400 InvalidPart");
  expect(
    await codeOf([
      [1, one],
      [2, two],
      [3, three],
    ]),
  ).toBe("400 EntityTooSmall");
  expect(emulator.openUploads()).toHaveLength(1);
});

test("Complete refuses a list of more than 2 MiB", async () => {
  const { cos } = await startForTest();
  const query = { uploadId: await initiate(cos, { path: "/object" }) };
  const body = Buffer.alloc(2 * MIB + 1, " ");

  const response = await cos({ method: "POST", path: "/object", query, body });

  expect([response.status, element(response, "Code")]).toEqual([400, "XMLSizeLimit"]);
});

test("Complete refuses a list that is not the one its MD5 is of", async () => {
  const { cos } = await startForTest();
  const uploadId = await initiate(cos, { path: "/object" });
  const headers = { "content-md5": Buffer.alloc(16).toString("base64") };

  const response = await complete(cos, { path: "/object", uploadId, parts: [[1, "x"]], headers });

  expect(element(response, "Code")).toBe("BadDigest");
});

test.each([
  ["no signature", "demo-1250000000.cos.test", 403, "AccessDenied"],
  ["a host without a bucket and no signature", "127.0.0.1", 403, "AccessDenied"],
])("refuses %s", async (_what, host, status, code) => {
  const { cos } = await startForTest();

  const response = await cos({ ...GET, headers: { host }, isUnsigned: true });

  expect([response.status, element(response, "Code")]).toEqual([status, code]);
});

test.each([
  ["another bucket", "other-1250000000.cos.test", 404, "NoSuchBucket"],
  ["the path style", "cos.ap-local.test", 403, "PathStyleDomainForbidden"],
])("refuses %s", async (_what, host, status, code) => {
  const { cos } = await startForTest();

  const response = await cos({ ...GET, headers: { host } });

  expect([response.status, element(response, "Code")]).toEqual([status, code]);
});

test("an error document names the request and ends in a line feed", async () => {
  const { cos } = await startForTest();

  const response = await cos(GET);
  const head = await cos({ ...GET, method: "HEAD" });

  expect(response.text).toMatch(/<Error>.*<\/Error>\n$/);
  expect(element(response, "Resource")).toBe("/nothing");
  expect(element(response, "RequestId")).toBe(response.headers["x-cos-request-id"]);
  expect(element(response, "TraceId")).not.toBe("");
  expect(element(response, "TraceId")).toBe(response.headers["x-cos-trace-id"]);
  expect([head.status, head.text]).toEqual([404, ""]);
  expect(head.headers["x-cos-trace-id"]).toMatch(/./);
});
