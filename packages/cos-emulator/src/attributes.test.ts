import { describe, expect, test } from "vitest";
import {
  complete,
  element,
  initiate,
  type Send,
  type Sent,
  type StoreResponse,
  sendPart,
  startForTest,
} from "./test-client.ts";

const DIALECTS = ["cos", "s3"] as const;
const PREFIX = { cos: "x-cos", s3: "x-amz" };

function said(response: StoreResponse): readonly unknown[] {
  return [response.status, element(response, "Code")];
}

async function upload(
  send: Send,
  path: string,
  headers: Record<string, string>,
): Promise<StoreResponse> {
  const uploadId = await initiate(send, { path, headers });
  const part = await sendPart(send, { path, uploadId, number: 1, body: "x" });
  return await complete(send, { path, uploadId, parts: [[1, part.headers.etag ?? ""]] });
}

describe.each(DIALECTS)("what Initiate and PUT say on the dialect %s", (dialect) => {
  const vendor = PREFIX[dialect];
  const all = {
    "content-type": "video/mp4",
    "cache-control": "no-store",
    "content-disposition": "attachment",
    "content-encoding": "gzip",
    "content-language": "de",
    expires: "Thu, 01 Dec 2033 16:00:00 GMT",
    [`${vendor}-meta-a-b`]: "1",
    [`${vendor}-storage-class`]: "STANDARD_IA",
    [`${vendor}-tagging`]: "a=1&b%20c=d%2Fe",
    [`${vendor}-acl`]: "private",
  };
  const { [`${vendor}-tagging`]: _tags, [`${vendor}-acl`]: _acl, ...kept } = all;

  test("comes back with HEAD and GET", async () => {
    const started = await startForTest();
    const send = started[dialect];
    await upload(send, "/multipart", all);
    await send({ method: "PUT", path: "/put", body: "x", headers: all });

    const heads = [
      await send({ method: "HEAD", path: "/multipart" }),
      await send({ method: "GET", path: "/put" }),
    ];

    for (const { headers } of heads) {
      expect(headers).toMatchObject({ ...kept, [`${vendor}-tagging-count`]: "2" });
    }
  });

  test("leaves the storage class out where it is STANDARD", async () => {
    const started = await startForTest();
    const headers = { [`${vendor}-storage-class`]: "STANDARD" };
    await started[dialect]({ method: "PUT", path: "/x", body: "x", headers });

    const head = await started[dialect]({ method: "HEAD", path: "/x" });

    expect(head.headers[`${vendor}-storage-class`]).toBeUndefined();
  });

  test.each<[what: string, code: string, headers: Record<string, string>]>([
    [
      "an unknown storage class",
      dialect === "cos" ? "NotSupportedStorageClass" : "InvalidStorageClass",
      { "storage-class": "COLD" },
    ],
    ["an unknown ACL", "InvalidArgument", { acl: "everybody" }],
    ["eleven tags", "InvalidTag", { tagging: "0&1&2&3&4&5&6&7&8&9&10" }],
    ["one tag twice", "InvalidTag", { tagging: "a=1&a=2" }],
    ["a tag without a key", "InvalidTag", { tagging: "=1" }],
    ["a tag with a long key", "InvalidTag", { tagging: `${"k".repeat(129)}=1` }],
    ["a tag with a long value", "InvalidTag", { tagging: `k=${"v".repeat(257)}` }],
    ["2049 bytes of metadata", "MetadataTooLarge", { "meta-a": "x".repeat(2048) }],
  ])("is refused with %s: 400 %s", async (_what, code, short) => {
    const started = await startForTest();
    const headers = Object.fromEntries(
      Object.entries(short).map(([name, value]) => [`${vendor}-${name}`, value]),
    );

    const put = await started[dialect]({ method: "PUT", path: "/x", body: "x", headers });
    const opened = await started[dialect]({
      method: "POST",
      path: "/x",
      query: { uploads: "" },
      headers,
    });

    expect(said(put)).toEqual([400, code]);
    expect(said(opened)).toEqual([400, code]);
  });

  test("may have 2048 bytes of metadata", async () => {
    const started = await startForTest();
    const headers = { [`${vendor}-meta-a`]: "x".repeat(2047) };

    const put = await started[dialect]({ method: "PUT", path: "/x", body: "x", headers });

    expect(put.status).toBe(200);
  });
});

test("COS takes no underscore in the name of metadata", async () => {
  const { cos, s3 } = await startForTest();
  const put: Sent = { method: "PUT", path: "/x", body: "x" };

  const ofCos = await cos({ ...put, headers: { "x-cos-meta-a_b": "1" } });
  const ofS3 = await s3({ ...put, headers: { "x-amz-meta-a_b": "1" } });

  expect(said(ofCos)).toEqual([400, "InvalidArgument"]);
  expect(ofS3.status).toBe(200);
});

test("an archived object is not read before it is restored", async () => {
  const { cos } = await startForTest();
  const headers = { "x-cos-storage-class": "DEEP_ARCHIVE" };
  await cos({ method: "PUT", path: "/x", body: "x", headers });

  const head = await cos({ method: "HEAD", path: "/x" });
  const get = await cos({ method: "GET", path: "/x" });

  expect(head.headers["x-cos-storage-class"]).toBe("DEEP_ARCHIVE");
  expect(said(get)).toEqual([403, "InvalidObjectState"]);
});

describe.each([
  ["cos", { "x-cos-forbid-overwrite": "true" }, 409, "FileAlreadyExists"],
  ["s3", { "if-none-match": "*" }, 412, "PreconditionFailed"],
] as const)("a write on the dialect %s that must not replace", (dialect, headers, status, code) => {
  test("is taken where nothing is and refused where something is", async () => {
    const started = await startForTest();
    const send = started[dialect];
    const put: Sent = { method: "PUT", path: "/x", body: "x", headers };
    const uploadId = await initiate(send, { path: "/x" });
    const part = await sendPart(send, { path: "/x", uploadId, number: 1, body: "y" });
    const parts = [[1, part.headers.etag ?? ""]] as const;

    const first = await send(put);
    const refused = [
      await send(put),
      await complete(send, { path: "/x", uploadId, parts, headers }),
    ];
    const opened = await send({ method: "POST", path: "/x", query: { uploads: "" }, headers });

    expect(first.status).toBe(200);
    expect(refused.map(said)).toEqual(Array(2).fill([status, code]));
    // S3 has no such condition for Initiate.
    expect(said(opened)).toEqual(dialect === "cos" ? [status, code] : [501, "NotImplemented"]);
    expect((await send({ method: "GET", path: "/x" })).text).toBe("x");
    // The refused Complete left the upload as it was.
    await complete(send, { path: "/x", uploadId, parts });
    expect((await send({ method: "GET", path: "/x" })).text).toBe("y");
  });

  test("is refused before its body", async () => {
    const started = await startForTest();
    const send = started[dialect];
    const put: Sent = { method: "PUT", path: "/x", body: "x" };
    await send(put);

    const response = await send({ ...put, headers: { ...headers, expect: "100-continue" } });

    expect(response).toMatchObject({ status, wasContinued: false });
  });

  test("is refused when the object appeared while its body was on its way", async () => {
    const started = await startForTest();
    const send = started[dialect];
    const put: Sent = { method: "PUT", path: "/x", body: Buffer.alloc(8 * 1024 * 1024) };

    const both = await Promise.all([send({ ...put, headers }), send({ ...put, headers })]);

    expect(both.map((response) => response.status).sort()).toEqual([200, status]);
  });
});

test.each([
  ["x-cos-forbid-overwrite", "maybe", 400, "InvalidArgument"],
  ["x-cos-traffic-limit", "819199", 400, "InvalidArgument"],
  ["x-cos-traffic-limit", "838860801", 400, "InvalidArgument"],
  ["x-cos-traffic-limit", "fast", 400, "InvalidArgument"],
  ["x-cos-traffic-limit", "819200", 200, ""],
  ["x-cos-traffic-limit", "838860800", 200, ""],
])("a PUT with %s: %s answers %i %s", async (name, value, status, code) => {
  const { cos } = await startForTest();

  const response = await cos({ method: "PUT", path: "/x", body: "x", headers: { [name]: value } });

  expect(said(response)).toEqual([status, code]);
});
