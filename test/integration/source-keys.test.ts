import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCosObjectStore, createCosSourceReader } from "@penstock/adapter-cos";
import { createS3ObjectStore, createS3SourceReader } from "@penstock/adapter-s3";
import { checkSourceKey, STORE_PROFILES } from "@penstock/core";
import { startCosEmulator } from "@penstock/cos-emulator";
import { expect, onTestFinished, test } from "vitest";

const SIGNAL = new AbortController().signal;

/** Legal names of objects that mean something else to a URL parser. */
const ODD_KEYS = [
  "a//b",
  "a/",
  "%2e%2e/x",
  "50%.bin",
  "a?X-Amz-Signature=1&b=2",
  "a#fragment",
  "https://host/x",
  "a\\..\\x",
  "a+b c;d=e,f@g:h",
  "~'()*!",
  "größe/数据/🎬",
  "k".repeat(850),
];

async function open(vendor: "cos" | "s3") {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-keys-"));
  const emulator = await startCosEmulator({
    dataDir,
    secretId: "id",
    secretKey: "key",
    buckets: ["odd-1250000000"],
    region: "ap-local",
  });
  const options = {
    bucket: "odd-1250000000",
    region: "ap-local",
    endpoint: emulator.endpoint,
    clock: { nowMs: () => Date.now() },
    credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
  };
  const s3 = { ...options, pathStyle: true, profile: STORE_PROFILES.versitygw };
  const store = vendor === "cos" ? createCosObjectStore(options) : createS3ObjectStore(s3);
  const reader = vendor === "cos" ? createCosSourceReader(options) : createS3SourceReader(s3);
  onTestFinished(async () => {
    store.close();
    reader.close();
    await emulator.close();
    await rm(dataDir, { recursive: true });
  });
  return { store, reader };
}

test.each(["cos", "s3"] as const)(
  "each legal key of %s is read as it is written",
  async (vendor) => {
    const { store, reader } = await open(vendor);
    for (const key of ODD_KEYS) {
      const bytes = new TextEncoder().encode(`the object ${key}`);
      const chunks = (async function* () {
        yield bytes;
      })();
      const object = { key, attributes: { metadata: {} }, token: "t", checksum: "md5" } as const;
      await store.put(object, { lengthBytes: bytes.length, chunks }, SIGNAL);
    }

    const read = new Map<string, string>();
    for (const key of ODD_KEYS) {
      checkSourceKey(key, vendor);
      const { sourceVersion } = await reader.stat(key, SIGNAL);
      const whole = { startByte: 0, lengthBytes: sourceVersion.sizeBytes };
      let text = "";
      for await (const chunk of reader.read(key, sourceVersion, whole, SIGNAL)) {
        text += Buffer.from(chunk).toString();
      }
      read.set(key, text);
    }

    expect([...read]).toEqual(ODD_KEYS.map((key) => [key, `the object ${key}`]));
  },
);
