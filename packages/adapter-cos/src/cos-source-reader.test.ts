import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceVersion } from "@penstock/core";
import { startCosEmulator } from "@penstock/cos-emulator";
import {
  describeSourceReader,
  describeSourceVersions,
  type SourceUnderTest,
} from "@penstock/testkit";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createCosConnection } from "./cos-connection.ts";
import { cosObjectStoreOn } from "./cos-object-store.ts";
import type { CosOptions } from "./cos-options.ts";
import { createCosSourceReader } from "./cos-source-reader.ts";
import {
  bucketOptions,
  closeAll,
  NOW_MS,
  type Respond,
  respondWith,
  signal,
  startServer,
} from "./test-bucket.ts";

afterEach(closeAll);

const place = { bucket: "demo-1250000000", region: "ap-local" };

async function openOnEmulator(): Promise<SourceUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-cos-source-"));
  const emulator = await startCosEmulator({
    dataDir,
    secretId: "id",
    secretKey: "key",
    buckets: [place.bucket],
    region: place.region,
  });
  const options = {
    ...place,
    endpoint: emulator.endpoint,
    clock: { nowMs: () => Date.now() },
    credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
  };
  const connection = createCosConnection(options);
  const store = cosObjectStoreOn(connection);
  const reader = createCosSourceReader(options);
  return {
    reader,
    put: async (key, bytes, attributes = { metadata: {} }) => {
      const chunks = (async function* () {
        yield bytes;
      })();
      const object = {
        key,
        attributes,
        token: "t",
        checksum: "crc64xz",
      } as const;
      await store.put(object, { lengthBytes: bytes.length, chunks }, signal);
    },
    remove: async (key) => {
      await connection.send({ method: "DELETE", key }, signal);
    },
    close: async () => {
      reader.close();
      connection.close();
      await emulator.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function openReader(respond: Respond, options: Partial<CosOptions> = {}) {
  const server = await startServer(respond);
  const reader = createCosSourceReader({ ...bucketOptions, endpoint: server.url, ...options });
  onTestFinished(() => reader.close());
  return { reader, server };
}

describeSourceReader("COS", openOnEmulator);
describeSourceVersions(
  "COS",
  (endpoint, sourceVersion) =>
    createCosSourceReader({
      ...place,
      endpoint,
      sourceVersion,
      clock: { nowMs: () => Date.now() },
      credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
    }),
  "an ETag",
);

describe("a COS source", () => {
  test.each([
    [{ "x-cos-hash-crc64ecma": "11051210869376104954" }, "995dc9bbdf1939fa"],
    [{ "x-cos-hash-crc64ecma": "none" }, undefined],
    [{}, undefined],
  ])("with %o pins the CRC %s", async (headers: Record<string, string>, value) => {
    const { reader } = await openReader(
      respondWith(200, "", { etag: '"v1"', "content-length": "9", ...headers }),
    );

    const { sourceVersion } = await reader.stat("key", signal);

    expect(sourceVersion.checksum).toEqual(
      value === undefined ? undefined : { algorithm: "crc64xz", value },
    );
  });

  test("that a customer's key encrypts is looked at and read with that key", async () => {
    const key = Buffer.alloc(32, 7).toString("base64");
    const { reader, server } = await openReader(
      (request, response) =>
        response
          .writeHead(200, { etag: '"v1"', "content-length": "3" })
          .end(request.method === "HEAD" ? "" : "abc"),
      { encryption: { kind: "customer", key: () => key } },
    );

    const { sourceVersion } = await reader.stat("key", signal);
    for await (const _ of reader.read(
      "key",
      sourceVersion,
      { startByte: 0, lengthBytes: 3 },
      signal,
    )) {
      // Reading is asking.
    }

    const keys = server.requests.map(
      ({ headers }) => headers["x-cos-server-side-encryption-customer-key"],
    );
    expect(keys).toEqual([key, key]);
  });
});

describe("a response of a COS source", () => {
  const sourceVersion: SourceVersion = {
    sizeBytes: 100,
    validator: { kind: "etag", etag: '"v1"' },
  };
  const range = { startByte: 10, lengthBytes: 10 };
  const whole = { startByte: 0, lengthBytes: 100 };
  const good = { etag: '"v1"', "content-range": "bytes 10-19/100" };

  async function readFrom(
    status: number,
    headers: Record<string, string>,
    { bytes = 10, asked = range } = {},
  ): Promise<number> {
    const { reader } = await openReader((_request, response) =>
      response.writeHead(status, headers).end(Buffer.alloc(bytes)),
    );
    let gotBytes = 0;
    for await (const chunk of reader.read("key", sourceVersion, asked, signal)) {
      gotBytes += chunk.length;
    }
    return gotBytes;
  }

  test("is believed when it is exactly what was asked for", async () => {
    expect(await readFrom(206, good)).toBe(10);
  });

  const own = { "x-cos-request-id": "r1" };

  test.each([
    ["ignores the range", 200, { etag: '"v1"' }, "source-range-ignored"],
    [
      "has another range",
      206,
      { ...good, "content-range": "bytes 0-9/100" },
      "source-response-invalid",
    ],
    ["has another total", 206, { ...good, "content-range": "bytes 10-19/99" }, "source-changed"],
    ["is compressed", 206, { ...good, "content-encoding": "gzip" }, "source-response-invalid"],
    ["has another ETag", 206, { ...good, etag: '"v2"' }, "source-changed"],
    ["says that the object changed", 412, own, "source-changed"],
    ["says that there is nothing", 404, own, "source-missing"],
    ["says no", 403, { ...own, date: new Date(NOW_MS).toUTCString() }, "source-forbidden"],
    ["is an intermediary's", 404, {}, "source-response-invalid"],
    ["says later", 503, {}, "source-throttled"],
    ["says that it broke", 500, {}, "source-unreachable"],
  ])("that %s is not taken", async (_what, status, headers, code) => {
    await expect(readFrom(status, headers)).rejects.toMatchObject({ name: "PenstockError", code });
  });

  test.each([9, 11])("of %i bytes instead of 10 has the wrong length", async (bytes) => {
    const read = readFrom(206, { ...good, "transfer-encoding": "chunked" }, { bytes });

    await expect(read).rejects.toMatchObject({ code: "source-length-wrong" });
  });

  test.each([
    [{ etag: '"v1"', "content-encoding": "gzip" }, 100, "source-changed"],
    [{ etag: '"v1"' }, 99, "source-changed"],
  ])("for the whole object is checked as well: %o of %i bytes", async (headers, bytes, code) => {
    const read = readFrom(
      200,
      { ...headers, "content-length": String(bytes) },
      { bytes, asked: whole },
    );

    await expect(read).rejects.toMatchObject({ code });
  });
});
