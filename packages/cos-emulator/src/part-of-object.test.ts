import { expect, test } from "vitest";
import {
  complete,
  element,
  initiate,
  MIB,
  type Send,
  sendPart,
  startForTest,
} from "./test-client.ts";

async function joined(send: Send, path: string): Promise<void> {
  const uploadId = await initiate(send, { path });
  const parts: [number, string][] = [];
  for (const [number, body] of [
    [1, Buffer.alloc(5 * MIB, "a")],
    [2, "last"],
  ] as const) {
    const { headers } = await sendPart(send, { path, uploadId, number, body });
    parts.push([number, headers.etag ?? ""]);
  }
  await complete(send, { path, uploadId, parts });
}

test("a part of an object is read by its number", async () => {
  const { s3 } = await startForTest();
  await joined(s3, "/film");
  const query = { partNumber: "2" };

  const part = await s3({ method: "GET", path: "/film", query });
  const head = await s3({ method: "HEAD", path: "/film", query });

  expect([part.status, part.text]).toEqual([206, "last"]);
  for (const { headers } of [part, head]) {
    expect(headers).toMatchObject({
      "content-length": "4",
      "content-range": `bytes ${5 * MIB}-${5 * MIB + 3}/${5 * MIB + 4}`,
      "x-amz-mp-parts-count": "2",
    });
  }
});

test("an object of one piece has one part, and is not said to have any", async () => {
  const { s3 } = await startForTest();
  await s3({ method: "PUT", path: "/small", body: "bytes" });

  const part = await s3({ method: "GET", path: "/small", query: { partNumber: "1" } });

  expect([part.status, part.text]).toEqual([206, "bytes"]);
  expect(part.headers).not.toHaveProperty("x-amz-mp-parts-count");
});

test.each([
  ["the object lacks", 416, "InvalidPartNumber", { partNumber: "2" }, {}],
  ["is no number", 400, "InvalidArgument", { partNumber: "0" }, {}],
  ["comes with a range", 400, "InvalidRequest", { partNumber: "1" }, { range: "bytes=0-1" }],
])("a part that %s is refused with %i %s", async (_what, status, code, query, headers) => {
  const { s3 } = await startForTest();
  await s3({ method: "PUT", path: "/small", body: "bytes" });

  const response = await s3({ method: "GET", path: "/small", query, headers });

  expect([response.status, element(response, "Code")]).toEqual([status, code]);
});

test("COS reads no parts of objects", async () => {
  const { cos } = await startForTest();
  await cos({ method: "PUT", path: "/small", body: "bytes" });

  const response = await cos({ method: "GET", path: "/small", query: { partNumber: "1" } });

  expect([response.status, element(response, "Code")]).toEqual([501, "NotImplemented"]);
});
