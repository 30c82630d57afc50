import { describe, expect, test } from "vitest";
import { element, initiate, type StoreResponse, sendPart, startForTest } from "./test-client.ts";

function all(response: StoreResponse, name: string): readonly string[] {
  return [...response.text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(
    ([, text = ""]) => text,
  );
}

describe("the list of parts", () => {
  test("comes in pages, in number order", async () => {
    const { cos } = await startForTest();
    const path = "/pages";
    const uploadId = await initiate(cos, { path });
    for (const number of [3, 1, 10_000, 2]) {
      await sendPart(cos, { path, uploadId, number, body: `part ${number}` });
    }
    const page = (query: Record<string, string>) =>
      cos({ method: "GET", path, query: { uploadId, ...query } });

    const first = await page({ "max-parts": "3" });
    const last = await page({ "part-number-marker": element(first, "NextPartNumberMarker") });

    expect(all(first, "PartNumber")).toEqual(["1", "2", "3"]);
    expect(element(first, "IsTruncated")).toBe("true");
    expect(all(last, "PartNumber")).toEqual(["10000"]);
    expect(element(last, "IsTruncated")).toBe("false");
    expect(all(last, "Size")).toEqual(["10"]);
    expect(element(last, "MaxParts")).toBe("1000");
  });

  test("percent-encodes the key when it is asked to", async () => {
    const { cos, s3 } = await startForTest();
    const path = "/a b/<&>+\u0001";
    const uploadId = await initiate(cos, { path });
    const query = { uploadId, "encoding-type": "url" };

    const encoded = await cos({ method: "GET", path, query });
    const plain = await cos({ method: "GET", path, query: { uploadId } });
    const ofS3 = await s3({ method: "GET", path, query });

    expect(element(encoded, "Key")).toBe("a%20b%2F%3C%26%3E%2B%01");
    expect(element(encoded, "Encoding-type")).toBe("url");
    expect(element(plain, "Key")).toBe("a b/&lt;&amp;&gt;+&#x1;");
    expect(element(ofS3, "EncodingType")).toBe("url");
  });

  test.each([
    ["max-parts", "0"],
    ["max-parts", "1001"],
    ["max-parts", "many"],
    ["part-number-marker", "-1"],
    ["part-number-marker", "10001"],
    ["encoding-type", "base64"],
  ])("is refused with %s=%s", async (name, value) => {
    const { cos } = await startForTest();
    const uploadId = await initiate(cos, { path: "/x" });

    const response = await cos({ method: "GET", path: "/x", query: { uploadId, [name]: value } });

    expect([response.status, element(response, "Code")]).toEqual([400, "InvalidArgument"]);
  });
});

describe("the list of uploads", () => {
  test("has those of the prefix in pages, by key and then by uploadId", async () => {
    const { cos } = await startForTest();
    const ids: string[] = [];
    for (const path of ["/in/b", "/in/a", "/in/a", "/out"]) {
      ids.push(await initiate(cos, { path }));
    }
    const sorted = [...ids.slice(1, 3).sort(), ids[0]];
    const page = (query: Record<string, string>) =>
      cos({ method: "GET", path: "/", query: { uploads: "", prefix: "in/", ...query } });

    const whole = await page({});
    const first = await page({ "max-uploads": "1" });
    const next = await page({
      "key-marker": element(first, "NextKeyMarker"),
      "upload-id-marker": element(first, "NextUploadIdMarker"),
    });
    const afterKey = await page({ "key-marker": "in/a" });

    expect(all(whole, "UploadId")).toEqual(sorted);
    expect(element(whole, "IsTruncated")).toBe("false");
    expect(all(first, "UploadId")).toEqual(sorted.slice(0, 1));
    expect(element(first, "IsTruncated")).toBe("true");
    expect(all(next, "UploadId")).toEqual(sorted.slice(1));
    expect(all(afterKey, "UploadId")).toEqual(sorted.slice(2));
  });
});

test("the list of uploads rolls keys up at a delimiter", async () => {
  const { cos } = await startForTest();
  for (const path of ["/in/a/1", "/in/a/2", "/in/b", "/in/c/1"]) {
    await initiate(cos, { path });
  }
  const page = (query: Record<string, string>) =>
    cos({
      method: "GET",
      path: "/",
      query: { uploads: "", prefix: "in/", delimiter: "/", "max-uploads": "2", ...query },
    });

  const first = await page({});
  const second = await page({
    "key-marker": element(first, "NextKeyMarker"),
    "upload-id-marker": element(first, "NextUploadIdMarker"),
  });

  expect(all(first, "Key")).toEqual(["in/b"]);
  expect(all(first, "Prefix")).toEqual(["in/", "in/a/"]);
  expect(element(first, "IsTruncated")).toBe("true");
  expect(all(second, "Key")).toEqual([]);
  expect(all(second, "Prefix")).toEqual(["in/", "in/c/"]);
  expect(element(second, "IsTruncated")).toBe("false");
});

test("old documents are spelled as they were", async () => {
  const { cos, s3 } = await startForTest({ behaviour: { xmlSpelling: "old" } });
  const path = "/old";
  const opened = await cos({ method: "POST", path, query: { uploads: "" } });
  const uploadId = element(opened, "UploadID");
  await sendPart(cos, { path, uploadId, number: 1, body: "x" });
  const query = { uploadId, "encoding-type": "url", "max-parts": "1" };

  const parts = await cos({ method: "GET", path, query });
  const uploads = await cos({ method: "GET", path: "/", query: { uploads: "" } });
  const ofS3 = await s3({ method: "GET", path, query });

  expect(opened.text).toMatch(/^\n\n<InitiateMultipartUploadResult>/);
  expect(element(parts, "EncodingType")).toBe("url");
  expect(element(parts, "UploadID")).toBe(uploadId);
  expect(element(parts, "IsTruncated")).toBe("FALSE");
  expect(element(parts, "ETag")).toMatch(/^"[0-9a-f]{40}"$/);
  const ctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ 1-3]\d \d\d:\d\d:\d\d \d{4}$/;
  expect(element(parts, "LastModified")).toMatch(ctime);
  expect(element(uploads, "Initiated")).toMatch(ctime);
  expect(element(uploads, "UploadID")).toBe(uploadId);
  expect(element(ofS3, "UploadId")).toBe(uploadId);
});

test("listings name the storage class of an upload and who began it", async () => {
  const { cos, s3 } = await startForTest();
  await initiate(cos, { path: "/a" });
  await initiate(cos, { path: "/b", headers: { "x-cos-storage-class": "ARCHIVE" } });
  const query = { uploads: "" };

  const ofCos = await cos({ method: "GET", path: "/", query });
  const ofS3 = await s3({ method: "GET", path: "/", query });

  expect(all(ofCos, "StorageClass")).toEqual(["Standard", "ARCHIVE"]);
  expect(all(ofS3, "StorageClass")).toEqual(["STANDARD", "ARCHIVE"]);
  expect(ofCos.text).toMatch(/<Initiator><ID>.+<\/ID>.*<\/Initiator><Owner><ID>/);
});
