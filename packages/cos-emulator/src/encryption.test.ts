import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  complete,
  element,
  initiate,
  type StoreResponse,
  sendPart,
  startForTest,
} from "./test-client.ts";

const KMS_KEY = "1ced9ba1-2b31-11e9-b210-d663bd873d93";
const PATH = "/secret";
const BODY = "[Object Part]";
const BODY_MD5 = createHash("md5").update(BODY).digest("hex");

function said(response: StoreResponse): readonly unknown[] {
  return [response.status, element(response, "Code")];
}

/** The three headers of a customer's key. @param before what precedes `server-side-encryption` */
function customerKey(before: string, fill = 1): Record<string, string> {
  const key = Buffer.alloc(32, fill);
  const name = `${before}server-side-encryption-customer`;
  return {
    [`${name}-algorithm`]: "AES256",
    [`${name}-key`]: key.toString("base64"),
    [`${name}-key-md5`]: createHash("md5").update(key).digest("base64"),
  };
}

describe.each([
  ["cos", "x-cos-", "cos/kms", "cos-kms-key-id"],
  ["s3", "x-amz-", "aws:kms", "aws-kms-key-id"],
] as const)("encryption on the dialect %s", (dialect, vendor, kms, keyIdName) => {
  const sse = `${vendor}server-side-encryption`;

  test.each<[string, Record<string, string>]>([
    ["the store", { [sse]: "AES256" }],
    ["KMS", { [sse]: kms, [`${sse}-${keyIdName}`]: KMS_KEY }],
  ])("by %s is echoed by every call", async (_who, headers) => {
    const started = await startForTest();
    const send = started[dialect];
    const query = { uploads: "" };
    const opened = await send({ method: "POST", path: PATH, query, headers });
    const uploadId = element(opened, "UploadId");

    const part = await sendPart(send, { path: PATH, uploadId, number: 1, body: BODY });
    const parts = [[1, part.headers.etag ?? ""]] as const;
    const completed = await complete(send, { path: PATH, uploadId, parts });
    const put = await send({ method: "PUT", path: "/put", body: BODY, headers });

    const head = await send({ method: "HEAD", path: PATH });
    const get = await send({ method: "GET", path: "/put" });
    for (const response of [opened, part, completed, put, head, get]) {
      expect(response.headers).toMatchObject(headers);
    }
  });

  test("by a customer's key wants the key with every part and every reading", async () => {
    const started = await startForTest();
    const send = started[dialect];
    const headers = customerKey(vendor);
    const uploadId = await initiate(send, { path: PATH, headers });
    const toSend = { path: PATH, uploadId, number: 1, body: BODY };

    const part = await sendPart(send, { ...toSend, headers });
    const keyless = await sendPart(send, toSend);
    const other = await sendPart(send, { ...toSend, headers: customerKey(vendor, 2) });
    await complete(send, { path: PATH, uploadId, parts: [[1, part.headers.etag ?? ""]] });

    const get = await send({ method: "GET", path: PATH, headers });
    const unread = [
      await send({ method: "GET", path: PATH }),
      await send({ method: "GET", path: PATH, headers: customerKey(vendor, 2) }),
    ];
    const head = await send({ method: "HEAD", path: PATH });
    expect(said(keyless)).toEqual([400, "InvalidArgument"]);
    expect(said(other)).toEqual([400, "InvalidArgument"]);
    expect(get.text).toBe(BODY);
    expect(get.headers).toMatchObject({
      [`${sse}-customer-algorithm`]: "AES256",
      [`${sse}-customer-key-md5`]: headers[`${sse}-customer-key-md5`],
    });
    expect(unread.map(said)).toEqual(
      dialect === "cos"
        ? Array(2).fill([400, "SsecDecryptHeaderInvalid"])
        : [
            [400, "InvalidRequest"],
            [403, "AccessDenied"],
          ],
    );
    expect(head.status).toBe(400);
  });

  test("by a customer's key lets that key go along with ListParts and Complete as S3 does", async () => {
    const started = await startForTest();
    const send = started[dialect];
    const headers = customerKey(vendor);
    const uploadId = await initiate(send, { path: PATH, headers });
    const part = await sendPart(send, { path: PATH, uploadId, number: 1, body: BODY, headers });
    const parts = [[1, part.headers.etag ?? ""]] as const;
    const list = { method: "GET", path: PATH, query: { uploadId } };

    const responses = [
      await send({ ...list, headers: customerKey(vendor, 2) }),
      await send({ ...list, headers }),
      await complete(send, { path: PATH, uploadId, parts, headers }),
    ];

    expect(responses.map(said)).toEqual(
      dialect === "cos"
        ? Array(3).fill([501, "NotImplemented"])
        : [
            [400, "InvalidArgument"],
            [200, ""],
            [200, ""],
          ],
    );
  });

  test("by KMS or a customer's key makes ETags that differ each time", async () => {
    const started = await startForTest();
    const send = started[dialect];
    const etags = new Set<string | undefined>();

    for (const headers of [{ [sse]: kms }, customerKey(vendor)]) {
      const uploadId = await initiate(send, { path: PATH, headers });
      const key = sse in headers ? {} : headers;
      for (const number of [1, 1]) {
        const part = await sendPart(send, {
          path: PATH,
          uploadId,
          number,
          body: BODY,
          headers: key,
        });
        etags.add(part.headers.etag);
      }
    }

    expect(etags.size).toBe(4);
    expect(etags).not.toContain(`"${BODY_MD5}"`);
  });

  const unsupported = dialect === "cos" ? "SSEContentNotSupported" : "InvalidArgument";
  const customer = customerKey(vendor);
  const { [`${sse}-customer-key-md5`]: _md5, ...halfKey } = customer;
  test.each<[what: string, code: string, headers: Record<string, string>]>([
    ["an unknown kind", unsupported, { [sse]: "ROT13" }],
    [
      "an unknown KMS key",
      "KmsKeyNotExist",
      { [sse]: kms, [`${sse}-${keyIdName}`]: "no such key" },
    ],
    [
      "a context that is no JSON",
      "InvalidArgument",
      { [sse]: kms, [`${sse}-context`]: Buffer.from("x").toString("base64") },
    ],
    ["a KMS key without KMS", "InvalidArgument", { [sse]: "AES256", [`${sse}-${keyIdName}`]: "x" }],
    ["two kinds at once", "InvalidArgument", { ...customer, [sse]: "AES256" }],
    ["half a customer's key", "InvalidArgument", halfKey],
    ["another algorithm", unsupported, { ...customer, [`${sse}-customer-algorithm`]: "AES128" }],
    ["a short key", "InvalidArgument", { ...customer, [`${sse}-customer-key`]: "AAAA" }],
    [
      "the MD5 of another key",
      "InvalidArgument",
      { ...customer, [`${sse}-customer-key-md5`]: "AAAAAAAAAAAAAAAAAAAAAA==" },
    ],
  ])("is refused with %s: 400 %s", async (_what, code, headers) => {
    const started = await startForTest();

    const query = { uploads: "" };
    const response = await started[dialect]({ method: "POST", path: PATH, query, headers });

    expect(said(response)).toEqual([400, code]);
  });

  test.each<[what: string, Record<string, string>]>([
    ["the header of a whole object", { [sse]: "AES256" }],
    ["a customer's key that was not requested", customer],
  ])("refuses a part and a GET with %s", async (_what, headers) => {
    const started = await startForTest();
    const send = started[dialect];
    const uploadId = await initiate(send, { path: PATH });
    await send({ method: "PUT", path: PATH, body: BODY });
    const code = dialect === "cos" ? "SSEHeaderNotAllowed" : "InvalidArgument";

    const part = await sendPart(send, { path: PATH, uploadId, number: 1, body: BODY, headers });
    const get = await send({ method: "GET", path: PATH, headers });

    expect([said(part), said(get)]).toEqual([
      [400, code],
      [400, code],
    ]);
  });
});
