import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  complete,
  element,
  initiate,
  type Sent,
  type StoreResponse,
  sendPart,
  startForTest,
} from "./test-client.ts";

const PATH = "/object";
const MD5 = createHash("md5").update("x").digest();

function said(response: StoreResponse): readonly unknown[] {
  return [response.status, element(response, "Code")];
}

describe("what is wrong with a part before its body", () => {
  const malformed = { "content-md5": "x" };
  const endless = { "transfer-encoding": "chunked" };

  // Each request has its own fault and all that are looked for later: the first one is told.
  test.each<[what: string, status: number, code: string, query: object, headers: object]>([
    ["no length", 411, "MissingContentLength", { partNumber: "0" }, { ...malformed, ...endless }],
    ["a wrong number", 400, "InvalidArgument", { partNumber: "0", uploadId: "x" }, malformed],
    ["an unknown upload", 404, "NoSuchUpload", { uploadId: "x" }, malformed],
    ["a malformed MD5", 400, "InvalidDigest", {}, malformed],
  ])("is told without a 100 Continue: %s, %i %s", async (_what, status, code, query, headers) => {
    const { cos } = await startForTest();
    const uploadId = await initiate(cos, { path: PATH });

    const response = await cos({
      method: "PUT",
      path: PATH,
      query: { partNumber: "1", uploadId, ...query },
      headers: { expect: "100-continue", ...headers },
      body: "x",
    });

    expect(said(response)).toEqual([status, code]);
    expect(response.wasContinued).toBe(false);
  });
});

describe("the ETag of a part", () => {
  const forty = /^"[0-9a-f]{40}"$/;
  const md5 = new RegExp(`^"${MD5.toString("hex")}"$`);

  test.each([
    ["as-asked", "cos", forty, md5],
    ["as-asked", "s3", md5, md5],
    ["md5", "cos", md5, md5],
    ["forty-hex", "cos", forty, forty],
    ["forty-hex", "s3", forty, forty],
  ] as const)("in the mode %s on the dialect %s", async (partETag, dialect, plain, checked) => {
    const started = await startForTest({ behaviour: { partETag } });
    const send = started[dialect];
    const uploadId = await initiate(send, { path: PATH });
    const part = { path: PATH, uploadId, number: 1, body: "x" };
    const headers = { "content-md5": MD5.toString("base64") };

    const first = await sendPart(send, part);
    const second = await sendPart(send, { ...part, headers });
    const etag = second.headers.etag ?? "";
    const list = await send({ method: "GET", path: PATH, query: { uploadId } });
    const completed = await complete(send, { path: PATH, uploadId, parts: [[1, etag]] });

    expect(first.headers.etag).toMatch(plain);
    expect(second.headers.etag).toMatch(checked);
    expect(element(list, "ETag").replaceAll("&quot;", '"')).toBe(etag);
    expect(element(completed, "ETag")).not.toBe("");
  });
});

test("parts of different numbers, or one after the other, do not conflict", async () => {
  const { cos } = await startForTest({ behaviour: { samePartAtOnce: "conflict" } });
  const uploadId = await initiate(cos, { path: PATH });
  const send = (number: number) => sendPart(cos, { path: PATH, uploadId, number, body: "x" });

  const responses = [...(await Promise.all([send(1), send(2), send(3)])), await send(1)];

  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

test("small parts are joined where the smallest size is not enforced", async () => {
  const { cos } = await startForTest({ behaviour: { enforcesMinPart: false } });
  const uploadId = await initiate(cos, { path: PATH });
  const parts: [number, string][] = [];
  for (const number of [1, 2]) {
    const sent = { path: PATH, uploadId, number, body: String(number) };
    parts.push([number, (await sendPart(cos, sent)).headers.etag ?? ""]);
  }

  await complete(cos, { path: PATH, uploadId, parts });

  const get: Sent = { method: "GET", path: PATH };
  expect((await cos(get)).text).toBe("12");
});
