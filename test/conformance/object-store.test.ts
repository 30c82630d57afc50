import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCosObjectStore, createCosSourceReader } from "@penstock/adapter-cos";
import { createS3ObjectStore, createS3SourceReader } from "@penstock/adapter-s3";
import { type ObjectStore, type SourceReader, STORE_PROFILES } from "@penstock/core";
import { startCosEmulator } from "@penstock/cos-emulator";
import { describeObjectStore, MemoryObjectStore, type StoreUnderTest } from "@penstock/testkit";

const BUCKET = "demo-1250000000";
const REGION = "ap-local";
const ID = "conformance-id";
const KEY = "conformance-key";

type Opened = {
  readonly store: ObjectStore & { close(): void };
  readonly source: SourceReader & { close(): void };
};

async function openOnEmulator(connect: (endpoint: string) => Opened): Promise<StoreUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-store-"));
  const emulator = await startCosEmulator({
    dataDir,
    secretId: ID,
    secretKey: KEY,
    buckets: [BUCKET],
    region: REGION,
  });
  const { store, source } = connect(emulator.endpoint);
  return {
    store,
    read: async (key) => await readWhole(source, key),
    close: async () => {
      store.close();
      source.close();
      await emulator.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function readWhole(source: SourceReader, key: string): Promise<Uint8Array> {
  const signal = new AbortController().signal;
  const { pin } = await source.stat(key, signal);
  const range = { startByte: 0, lengthBytes: pin.sizeBytes };
  const copies: Buffer[] = [];
  for await (const chunk of source.read(key, pin, range, signal)) {
    copies.push(Buffer.from(chunk));
  }
  return Buffer.concat(copies);
}

function connectCos(endpoint: string): Opened {
  const options = {
    bucket: BUCKET,
    region: REGION,
    endpoint,
    clock: { nowMs: () => Date.now() },
    credentials: () => ({ accessKeyId: ID, secretAccessKey: KEY }),
  };
  return { store: createCosObjectStore(options), source: createCosSourceReader(options) };
}

function connectS3(endpoint: string, checksum: "crc32" | "md5"): Opened {
  const options = {
    bucket: BUCKET,
    region: REGION,
    endpoint,
    pathStyle: true,
    checksum,
    profile: STORE_PROFILES.versitygw,
    credentials: () => ({ accessKeyId: ID, secretAccessKey: KEY }),
  };
  return { store: createS3ObjectStore(options), source: createS3SourceReader(options) };
}

describeObjectStore("the memory store", async () => {
  const store = new MemoryObjectStore();
  return {
    store,
    read: async (key) => store.objects.get(key)?.bytes ?? new Uint8Array(),
    close: async () => undefined,
  };
});

describeObjectStore("COS", async () => await openOnEmulator(connectCos));

describeObjectStore(
  "S3 with CRC32",
  async () => await openOnEmulator((endpoint) => connectS3(endpoint, "crc32")),
  { holes: "joined" },
);

describeObjectStore(
  "S3 with MD5",
  async () => await openOnEmulator((endpoint) => connectS3(endpoint, "md5")),
  { holes: "joined" },
);
