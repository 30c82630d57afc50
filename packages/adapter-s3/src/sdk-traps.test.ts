import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { startHttpServer } from "@penstock/testkit";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { callS3, createS3Client } from "./s3-client.ts";
import {
  bodyOf,
  closeAll,
  errorDocument,
  first,
  listed,
  object,
  openStore,
  respondWith,
  signal,
  type TestStore,
  upload,
  whole,
} from "./test-store.ts";

// Each of these is something that the SDK does when it is left alone.

afterEach(closeAll);

const STORED = respondWith(200, "", { etag: '"e1"' });

describe("trap: the SDK retries by itself", () => {
  test("what it thinks passes: one request is one attempt here", async () => {
    const { store, requests } = await openStore(respondWith(503, errorDocument("SlowDown")));

    await expect(store.initiate(object, signal)).rejects.toMatchObject({ code: "store-throttled" });
    expect(requests).toHaveLength(1);
  });

  test("an Initiate without a response, which would leave an upload behind", async () => {
    const { store, requests } = await openStore((request) => request.socket.destroy());

    await expect(store.initiate(object, signal)).rejects.toMatchObject({
      code: "store-unreachable",
    });
    expect(requests).toHaveLength(1);
  });

  test("a Complete that was cut, which may be done", async () => {
    const { store, requests } = await openStore((_request, response) => {
      response.writeHead(200);
      response.write(" ", () => response.socket?.destroy());
    });

    const complete = store.complete(upload, listed, whole, signal);

    await expect(complete).rejects.toMatchObject({ code: "store-unreachable" });
    expect(requests).toHaveLength(1);
  });

  test.each([
    ["BadDigest", "checksum-mismatch"],
    ["IncompleteBody", "store-unreachable"],
    ["ExpiredToken", "credentials-expired"],
    ["UserNetworkTooSlow", "store-throttled"],
  ])("and not the 400 %s, which passes: it is %s here", async (name, code) => {
    const { store } = await openStore(respondWith(400, errorDocument(name)));

    const part = store.uploadPart(upload, first, bodyOf("a"), "crc32", signal);

    await expect(part).rejects.toMatchObject({ code });
  });
});

describe("trap: Expect from 2 MiB on, and a new connection for each part", () => {
  test("20 parts go over one connection, without Expect", async () => {
    const { store, requests } = await openStore(STORED);

    for (let count = 0; count < 20; count += 1) {
      await store.uploadPart(upload, first, bodyOf("a".repeat(2_200_000)), "crc32", signal);
    }

    expect(new Set(requests.map(({ request }) => request.socket.remotePort)).size).toBe(1);
    expect(requests.filter(({ request }) => "expect" in request.headers)).toEqual([]);
  });
});

describe("trap: a streamed body becomes aws-chunked, without a length", () => {
  test.each([
    [
      "part",
      async ({ store }: TestStore, text: string) =>
        await store.uploadPart(upload, first, bodyOf(text), "crc32", signal),
    ],
    [
      "PUT",
      async ({ store }: TestStore, text: string) => await store.put(object, bodyOf(text), signal),
    ],
  ])("a %s is plain bytes of an exact length, unsigned", async (_what, send) => {
    const opened = await openStore(STORED);

    await send(opened, "a".repeat(3_000_000));

    const { request, body } = opened.requests[0] ?? {};
    expect(request?.headers["content-length"]).toBe("3000000");
    expect(request?.url).toContain("X-Amz-Content-Sha256=UNSIGNED-PAYLOAD");
    expect(request?.headers).not.toHaveProperty("transfer-encoding");
    expect(request?.headers).not.toHaveProperty("x-amz-decoded-content-length");
    expect(request?.headers["content-encoding"]).toBeUndefined();
    expect(body).toHaveLength(3_000_000);
  });
});

describe("trap: checksums that were not requested", () => {
  const calls: Record<string, (opened: TestStore) => Promise<unknown>> = {
    part: async ({ store }) => await store.uploadPart(upload, first, bodyOf("a"), "crc32", signal),
    PUT: async ({ store }) => await store.put(object, bodyOf("a"), signal),
    Complete: async ({ store }) =>
      await store.complete(upload, listed, { sizeBytes: 1, algorithm: "md5" }, signal),
  };

  test.each(Object.keys(calls))("a %s has no header about checksums", async (name) => {
    const body = "<Result><ETag>e1</ETag></Result>";
    const opened = await openStore(respondWith(200, body, { etag: '"e1"' }));

    await calls[name]?.(opened);

    const names = Object.keys(opened.requests[0]?.request.headers ?? {});
    expect(names.filter((header) => /checksum|trailer|content-md5/.test(header))).toEqual([]);
  });
});

test("trap: a requestTimeout that only warns ends the request here", async () => {
  const server = await startHttpServer(() => undefined);
  const { options } = await openStore(STORED, { endpoint: server.url });
  const client = createS3Client(options);
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });

  const command = new HeadObjectCommand({ Bucket: "demo", Key: "key" });
  const head = callS3(client, { what: "head key", command, totalMs: 20 }, signal);

  await expect(head).rejects.toMatchObject({ code: "store-unreachable" });
});

test("trap: credentials that do not expire are kept for ever; here each call asks again", async () => {
  let asked = 0;
  const { store, requests } = await openStore(
    respondWith(200, "<Result><UploadId>u1</UploadId></Result>"),
    {
      credentials: () => {
        asked += 1;
        return { accessKeyId: `id${asked}`, secretAccessKey: "key", sessionToken: `token${asked}` };
      },
    },
  );

  await store.initiate(object, signal);
  await store.initiate(object, signal);

  const ids = requests.map(
    ({ request }) => /Credential=(\w+)\//.exec(request.headers.authorization ?? "")?.[1],
  );
  const tokens = requests.map(({ request }) => request.headers["x-amz-security-token"]);
  expect(ids[1]).not.toBe(ids[0]);
  expect(tokens[1]).not.toBe(tokens[0]);
});
