import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { type SourceVersion, STORE_PROFILES } from "@penstock/core";
import { startCosEmulator } from "@penstock/cos-emulator";
import {
  describeSourceReader,
  describeSourceVersions,
  type SourceUnderTest,
  startHttpServer,
} from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { callS3, createS3Client } from "./s3-client.ts";
import { createS3ObjectStore } from "./s3-object-store.ts";
import { createS3SourceReader } from "./s3-source-reader.ts";

const signal = new AbortController().signal;
const common = {
  bucket: "demo-1250000000",
  region: "ap-local",
  profile: STORE_PROFILES.other,
  credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
  clock: { nowMs: () => Date.now() },
};

async function openOnEmulator(): Promise<SourceUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-s3-source-"));
  const emulator = await startCosEmulator({
    dataDir,
    secretId: "id",
    secretKey: "key",
    buckets: [common.bucket],
    region: common.region,
  });
  const options = { ...common, endpoint: emulator.endpoint };
  const store = createS3ObjectStore(options);
  const client = createS3Client(options);
  const reader = createS3SourceReader(options);
  return {
    reader,
    put: async (key, bytes, attributes = { metadata: {} }) => {
      const chunks = (async function* () {
        yield bytes;
      })();
      const object = { key, attributes, token: "t", checksum: "md5" } as const;
      await store.put(object, { lengthBytes: bytes.length, chunks }, signal);
    },
    remove: async (key) => {
      const command = new DeleteObjectCommand({ Bucket: common.bucket, Key: key });
      await callS3(client, { what: `delete ${key}`, command }, AbortSignal.timeout(120_000));
    },
    close: async () => {
      reader.close();
      client.destroy();
      store.close();
      await emulator.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

describeSourceReader("S3", openOnEmulator);
describeSourceVersions(
  "S3",
  (url, sourceVersion) => createS3SourceReader({ ...common, endpoint: url, sourceVersion }),
  "an ETag",
);

describe("a HEAD of an S3 source", () => {
  const head = { etag: '"v1"', "content-length": "9", "x-amz-checksum-crc32": "y/Q5Jg==" };

  async function statWith(headers: Record<string, string>) {
    const asked: IncomingMessage[] = [];
    const server = await startHttpServer((request, response) => {
      asked.push(request);
      response.writeHead(200, headers).end();
    });
    const key = Buffer.alloc(32, 7).toString("base64");
    const encryption = { kind: "customer", key: () => key } as const;
    const reader = createS3SourceReader({ ...common, endpoint: server.url, encryption });
    onTestFinished(async () => {
      reader.close();
      await server.close();
    });
    return {
      sourceVersion: (await reader.stat("key", signal)).sourceVersion,
      headers: asked[0]?.headers,
    };
  }

  test("tells the checksum that the store publishes of the whole object", async () => {
    const { sourceVersion, headers } = await statWith({
      ...head,
      "x-amz-checksum-type": "FULL_OBJECT",
    });

    expect(sourceVersion.checksum).toEqual({ algorithm: "crc32", value: "cbf43926" });
    expect(headers).toMatchObject({ "x-amz-checksum-mode": "ENABLED" });
  });

  test.each([{ "x-amz-checksum-type": "COMPOSITE" }, {}])(
    "takes no checksum of checksums for one of the bytes: %o",
    async (type) => {
      const { sourceVersion } = await statWith({ ...head, ...type });

      expect(sourceVersion).toEqual({
        sizeBytes: 9,
        validator: { kind: "etag", etag: '"v1"' },
        signs: { "x-amz-checksum-crc32": "y/Q5Jg==" },
      });
    },
  );

  test("takes the customer's key along", async () => {
    const { headers } = await statWith(head);

    expect(headers).toHaveProperty("x-amz-server-side-encryption-customer-key");
  });
});

describe("a response of an S3 source", () => {
  const sourceVersion: SourceVersion = {
    sizeBytes: 100,
    validator: { kind: "etag", etag: '"v1"' },
  };
  const range = { startByte: 10, lengthBytes: 10 };
  const good = { etag: '"v1"', "content-range": "bytes 10-19/100" };

  async function readFrom(status: number, headers: Record<string, string>, bytes = 10) {
    const server = await startHttpServer((_request, response) =>
      response.writeHead(status, headers).end(Buffer.alloc(bytes)),
    );
    const reader = createS3SourceReader({ ...common, endpoint: server.url });
    onTestFinished(async () => {
      reader.close();
      await server.close();
    });
    let gotBytes = 0;
    for await (const chunk of reader.read("key", sourceVersion, range, signal)) {
      gotBytes += chunk.length;
    }
    return gotBytes;
  }

  test.each([good, { ...good, etag: "v1" }])("is believed when it fits: %o", async (headers) => {
    expect(await readFrom(206, headers)).toBe(10);
  });

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
    ["says that the object changed", 412, {}, "source-changed"],
    ["says that there is nothing", 404, {}, "source-missing"],
    ["says no", 403, {}, "source-forbidden"],
    ["says later", 503, {}, "source-throttled"],
    ["says that it broke", 500, {}, "source-unreachable"],
  ])("that %s is not taken", async (_what, status, headers, code) => {
    const bytes = status === 206 || status === 200 ? 10 : 0;

    const read = readFrom(status, headers, bytes);

    await expect(read).rejects.toMatchObject({ name: "PenstockError", code });
  });

  test.each([9, 11])("of %i bytes instead of 10 has the wrong length", async (bytes) => {
    const read = readFrom(206, { ...good, "transfer-encoding": "chunked" }, bytes);

    await expect(read).rejects.toMatchObject({ code: "source-length-wrong" });
  });
});
