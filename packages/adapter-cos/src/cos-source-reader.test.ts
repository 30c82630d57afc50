import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourcePin } from "@penstock/core";
import { startCosEmulator } from "@penstock/cos-emulator";
import {
  describeSourceReader,
  ManualClock,
  type SourceUnderTest,
  startHttpServer,
} from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { cosObjectStoreOn } from "./cos-object-store.ts";
import { createCosConnection } from "./cos-request.ts";
import { createCosSourceReader } from "./cos-source-reader.ts";

const place = { bucket: "demo-1250000000", region: "ap-local" };
const signal = new AbortController().signal;

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
    put: async (key, bytes) => {
      const chunks = (async function* () {
        yield bytes;
      })();
      const object = {
        key,
        attributes: { metadata: {} },
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

describeSourceReader("COS", openOnEmulator);

describe("an answer of a COS source", () => {
  const pin: SourcePin = { sizeBytes: 100, validator: { kind: "etag", etag: '"v1"' } };
  const range = { startByte: 10, lengthBytes: 10 };
  const whole = { startByte: 0, lengthBytes: 100 };
  const good = { etag: '"v1"', "content-range": "bytes 10-19/100" };

  async function readFrom(
    status: number,
    headers: Record<string, string>,
    { bytes = 10, asked = range } = {},
  ): Promise<number> {
    const server = await startHttpServer((_request, response) =>
      response.writeHead(status, headers).end(Buffer.alloc(bytes)),
    );
    const reader = createCosSourceReader({
      ...place,
      endpoint: server.url,
      clock: new ManualClock(),
      credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
    });
    onTestFinished(async () => {
      reader.close();
      await server.close();
    });
    let gotBytes = 0;
    for await (const chunk of reader.read("key", pin, asked, signal)) {
      gotBytes += chunk.length;
    }
    return gotBytes;
  }

  test("is believed when it is exactly what was asked for", async () => {
    expect(await readFrom(206, good)).toBe(10);
  });

  test.each([
    ["ignores the range", 200, { etag: '"v1"' }, "source-range-ignored"],
    [
      "has another range",
      206,
      { ...good, "content-range": "bytes 0-9/100" },
      "source-answer-invalid",
    ],
    ["has another total", 206, { ...good, "content-range": "bytes 10-19/99" }, "source-changed"],
    ["is compressed", 206, { ...good, "content-encoding": "gzip" }, "source-answer-invalid"],
    ["has another ETag", 206, { ...good, etag: '"v2"' }, "source-changed"],
    ["says that the object changed", 412, {}, "source-changed"],
    ["says that there is nothing", 404, {}, "source-missing"],
    ["says no", 403, {}, "source-forbidden"],
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
    [{ etag: '"v1"', "content-encoding": "gzip" }, 100, "source-answer-invalid"],
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
