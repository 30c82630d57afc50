import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { PenstockError, STORE_PROFILES } from "@penstock/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { addressOf } from "./s3-address.ts";
import { createS3Client, type S3Options } from "./s3-client.ts";
import {
  bodyOf,
  errorDocument,
  first,
  object,
  type Respond,
  respondWith,
  signal,
  startStore,
  upload,
} from "./test-store.ts";

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const STORED = respondWith(200, "", { etag: '"e1"' });
const SESSION = { accessKeyId: "id", secretAccessKey: "key", sessionToken: "a token/+" };

async function openStore(respond: Respond, options: Partial<S3Options> = {}) {
  const opened = await startStore(respond, { clock: { nowMs: () => NOW_MS }, ...options });
  onTestFinished(opened.close);
  return opened;
}

async function sendPart(options: Partial<S3Options> = {}): Promise<IncomingMessage> {
  const { store, requests } = await openStore(STORED, options);
  await store.uploadPart(
    upload,
    first,
    { ...bodyOf("abc"), checksum: "352441c2" },
    "crc32",
    signal,
  );
  const request = requests[0]?.request;
  if (request === undefined) {
    throw new Error("nothing was sent");
  }
  return request;
}

/** Signature Version 4 of a presigned request, as the S3 API's guide spells it out. */
function signatureOf(request: IncomingMessage, secret: string): string {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const parameters = query.split("&").filter((pair) => !pair.startsWith("X-Amz-Signature="));
  const values = new URLSearchParams(query);
  const names = values.get("X-Amz-SignedHeaders") ?? "";
  const [, date = "", region = "", service = "", end = ""] =
    values.get("X-Amz-Credential")?.split("/") ?? [];
  const fields = names.split(";").map((name) => `${name}:${String(request.headers[name])}\n`);
  const canonical = [
    request.method,
    path,
    parameters.toSorted().join("&"),
    fields.join(""),
    names,
    "UNSIGNED-PAYLOAD",
  ].join("\n");
  const hash = createHash("sha256").update(canonical).digest("hex");
  const scope = [date, region, service, end].join("/");
  const text = ["AWS4-HMAC-SHA256", values.get("X-Amz-Date"), scope, hash].join("\n");
  const key = [date, region, service, end].reduce<Buffer | string>(
    (last, next) => createHmac("sha256", last).update(next).digest(),
    `AWS4${secret}`,
  );
  return createHmac("sha256", key).update(text).digest("hex");
}

describe("a part's request", () => {
  test("is signed with all of its headers, for as long as a lease lasts", async () => {
    const request = await sendPart();
    const parameters = new URLSearchParams(request.url?.split("?")[1]);

    expect(Object.fromEntries(parameters)).toMatchObject({
      partNumber: "1",
      uploadId: "u1",
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Date": "20260102T030405Z",
      "X-Amz-Expires": "75",
      "X-Amz-SignedHeaders": "content-length;host;x-amz-checksum-crc32",
      "X-Amz-Signature": signatureOf(request, "key"),
    });
    expect(request.headers).toMatchObject({ "x-amz-checksum-crc32": "NSRBwg==" });
    expect(request.headers).not.toHaveProperty("authorization");
  });

  test("of temporary credentials carries their token, and covers it", async () => {
    const request = await sendPart({ credentials: () => SESSION });

    expect(new URLSearchParams(request.url?.split("?")[1]).get("X-Amz-Security-Token")).toBe(
      "a token/+",
    );
    expect(request.url).toContain(`X-Amz-Signature=${signatureOf(request, "key")}`);
  });
});

describe("an object's request", () => {
  test("keeps what it says of the object in headers, and signs them", async () => {
    const { store, requests } = await openStore(STORED);

    await store.put(object, bodyOf("abc"), signal);

    const [sent] = requests;
    const parameters = new URLSearchParams(sent?.request.url?.split("?")[1]);
    expect(parameters.get("X-Amz-SignedHeaders")?.split(";")).toEqual([
      "content-length",
      "content-type",
      "host",
      "x-amz-meta-origin",
      "x-amz-meta-penstock-token",
    ]);
    expect(sent?.request.headers["x-amz-meta-penstock-token"]).toBe("tok");
    expect(sent?.body).toBe("abc");
  });

  test("asks for its credentials each time", async () => {
    let asked = 0;
    const { store, requests } = await openStore(STORED, {
      credentials: () => {
        asked += 1;
        return { accessKeyId: `id${asked}`, secretAccessKey: `key${asked}` };
      },
    });

    await store.put(object, bodyOf("a"), signal);
    await store.put(object, bodyOf("a"), signal);

    expect(
      requests.map(({ request }) => /X-Amz-Credential=(id\d)/.exec(request.url ?? "")?.[1]),
    ).toEqual(["id1", "id2"]);
    expect(requests[1]?.request.url).toContain(
      `X-Amz-Signature=${requests[1] && signatureOf(requests[1].request, "key2")}`,
    );
  });
});

describe("a rejection of bytes", () => {
  test("tells what the store said, and nothing of the request", async () => {
    const document = `${errorDocument("SlowDown").replace("</Error>", "<RequestId>r1</RequestId></Error>")}`;
    const { store } = await openStore(respondWith(503, document), { credentials: () => SESSION });

    const error: unknown = await store.put(object, bodyOf("a"), signal).catch((thrown) => thrown);

    expect(error).toMatchObject({
      code: "store-throttled",
      message: "put folder/key: the store answered 503 SlowDown: m",
      details: { httpStatus: 503, storeCode: "SlowDown", storeMessage: "m", requestId: "r1" },
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/X-Amz|a token/);
  });

  test.each([
    ["", "store-missing"],
    ["<html>not found</html>", "store-response-invalid"],
    ["<Error><Code></Code></Error>", "store-missing"],
    [errorDocument("NoSuchUpload"), "upload-gone"],
    [
      `<Error xmlns="urn:x"><RequestId>1</RequestId><Code> NoSuchUpload </Code></Error>`,
      "upload-gone",
    ],
  ])("is told by its document, else by its status: %j", async (body, code) => {
    const { store } = await openStore(respondWith(404, body));

    const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    await expect(part).rejects.toMatchObject({ name: PenstockError.name, code });
  });

  test.each(["AccessDenied", "RequestTimeTooSkewed"])(
    "with %s and a clock far from ours is about the clock, which is followed from then on",
    async (name) => {
      const date = new Date(NOW_MS + 3_600_000).toUTCString();
      const { store, requests } = await openStore(respondWith(403, errorDocument(name), { date }));

      const skewed = store.put(object, bodyOf("a"), signal);
      await expect(skewed).rejects.toMatchObject({ code: "clock-skewed" });
      const again = store.put(object, bodyOf("a"), signal);
      await expect(again).rejects.toMatchObject({
        code: name === "AccessDenied" ? "store-refused" : "clock-skewed",
      });

      const dates = requests.map(({ request }) => /X-Amz-Date=(\w+)/.exec(request.url ?? "")?.[1]);
      expect(dates).toEqual(["20260102T030405Z", "20260102T040405Z"]);
    },
  );
});

describe("the address of a bucket", () => {
  const common = { profile: STORE_PROFILES.aws, clock: { nowMs: () => NOW_MS } };

  test.each([
    [
      { endpoint: "http://127.0.0.1:9000", pathStyle: true },
      "http://127.0.0.1:9000",
      "/demo/a%20b/c",
    ],
    [{ endpoint: "https://s3.example.com" }, "https://demo.s3.example.com", "/a%20b/c"],
    [
      { endpoint: "https://example.com/s3/", pathStyle: true },
      "https://example.com",
      "/s3/demo/a%20b/c",
    ],
    [{}, "https://demo.s3.eu-central-1.amazonaws.com", "/a%20b/c"],
    [{ bucket: "de.mo" }, "https://s3.eu-central-1.amazonaws.com", "/de.mo/a%20b/c"],
  ])("of %o is the SDK's", async (options: Partial<S3Options>, origin, path) => {
    const all = { bucket: "demo", region: "eu-central-1", credentials: () => SESSION, ...common };
    const client = createS3Client({ ...all, ...options });
    onTestFinished(() => client.destroy());

    const { at, pathOf } = await addressOf(client, options.bucket ?? "demo", options.endpoint);

    expect({ origin: at.origin, path: pathOf("a b/c") }).toEqual({ origin, path });
  });
});
