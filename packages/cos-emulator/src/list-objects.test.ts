import { describe, expect, test } from "vitest";
import { element, type Send, type StoreResponse, startForTest } from "./test-client.ts";

const KEYS = ["a", "b/1", "b/2", "c d/1", "e", "e/\u{1f600}", "e/\uffee"];

function all(response: StoreResponse, name: string): readonly string[] {
  const pattern = new RegExp(`<${name}>([^<]*)</${name}>`, "g");
  return [...response.text.matchAll(pattern)].map(([, text = ""]) => text);
}

async function withKeys(
  send: Send,
): Promise<(query: Record<string, string>) => Promise<StoreResponse>> {
  for (const key of KEYS.toReversed()) {
    await send({ method: "PUT", path: `/${key}`, body: key });
  }
  return (query) => send({ method: "GET", path: "/", query });
}

describe("the list of objects", () => {
  test.each(["cos", "s3"] as const)(
    "has all in the order of their bytes on %s",
    async (dialect) => {
      const started = await startForTest();
      const list = await withKeys(started[dialect]);

      const response = await list({});

      expect(all(response, "Key")).toEqual([...KEYS.slice(0, 5), "e/\uffee", "e/\u{1f600}"]);
      expect(all(response, "Size").slice(0, 2)).toEqual(["1", "3"]);
      expect(element(response, "IsTruncated")).toBe("false");
      expect(element(response, "StorageClass")).toBe("STANDARD");
      expect(element(response, "ETag")).toMatch(/^&quot;[0-9a-f]+&quot;$/);
      expect(Date.parse(element(response, "LastModified"))).toEqual(expect.any(Number));
    },
  );

  test("comes in pages, with common prefixes rolled up", async () => {
    const { cos } = await startForTest();
    const list = await withKeys(cos);
    const names: string[] = [];
    let marker = "";

    for (let isTruncated = true; isTruncated; ) {
      const page = await list({ delimiter: "/", "max-keys": "2", marker });
      names.push(...all(page, "Key"), ...all(page, "Prefix").slice(1));
      marker = element(page, "NextMarker");
      isTruncated = element(page, "IsTruncated") === "true";
    }

    expect(names).toEqual(["a", "b/", "e", "c d/", "e/"]);
  });

  test("has those of a prefix, rolled up behind it", async () => {
    const { cos } = await startForTest();
    const list = await withKeys(cos);

    const response = await list({ prefix: "b/", delimiter: "/" });

    expect(all(response, "Key")).toEqual(["b/1", "b/2"]);
    expect(all(response, "CommonPrefixes")).toEqual([]);
  });

  test("percent-encodes keys and prefixes when it is asked to", async () => {
    const { cos, s3 } = await startForTest();
    const list = await withKeys(cos);

    const response = await list({ "encoding-type": "url", delimiter: "/", prefix: "c d/" });
    const ofS3 = await s3({ method: "GET", path: "/", query: { "encoding-type": "url" } });

    expect(all(response, "Key")).toEqual(["c%20d%2F1"]);
    expect(element(response, "Prefix")).toBe("c%20d%2F");
    expect(element(ofS3, "EncodingType")).toBe("url");
  });

  test("comes in pages by version 2, too", async () => {
    const { s3 } = await startForTest();
    const list = await withKeys(s3);
    const v2 = { "list-type": "2", "max-keys": "4", "start-after": "a", prefix: "" };

    const first = await list(v2);
    const token = element(first, "NextContinuationToken");
    const second = await list({ ...v2, "continuation-token": token });

    expect(all(first, "Key")).toEqual(["b/1", "b/2", "c d/1", "e"]);
    expect(element(first, "KeyCount")).toBe("4");
    expect(all(second, "Key")).toEqual(["e/\uffee", "e/\u{1f600}"]);
    expect(element(second, "ContinuationToken")).toBe(token);
    expect(element(second, "IsTruncated")).toBe("false");
  });

  test.each([
    ["cos", "max-keys", "0", 400, "InvalidArgument"],
    ["cos", "max-keys", "1001", 400, "InvalidArgument"],
    ["s3", "max-keys", "1001", 200, ""],
    ["cos", "encoding-type", "base64", 400, "InvalidArgument"],
    ["cos", "list-type", "2", 501, "NotImplemented"],
    ["s3", "list-type", "3", 501, "NotImplemented"],
    ["cos", "versions", "", 501, "NotImplemented"],
  ] as const)("on %s with %s=%s answers %i", async (dialect, name, value, status, code) => {
    const started = await startForTest();

    const response = await started[dialect]({ method: "GET", path: "/", query: { [name]: value } });

    expect([response.status, element(response, "Code")]).toEqual([status, code]);
  });
});

test.each(["cos", "s3"] as const)(
  "HEAD of a bucket tells its region on the dialect %s",
  async (dialect) => {
    const started = await startForTest();

    const here = await started[dialect]({ method: "HEAD", path: "/" });
    const host = { host: "other-1250000000.test" };
    const elsewhere = await started[dialect]({
      method: "HEAD",
      path: "/",
      wholePath: "/",
      headers: host,
    });

    const vendor = dialect === "cos" ? "x-cos" : "x-amz";
    expect([here.status, elsewhere.status]).toEqual([200, 404]);
    expect(here.headers[`${vendor}-bucket-region`]).toBe("ap-local");
  },
);
