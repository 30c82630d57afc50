import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ObjectStore,
  STORE_PROFILES,
  type StoreEncryption,
  toPartNumber,
} from "@penstock/core";
import { startCosEmulator } from "@penstock/cos-emulator";
import { describe, expect, onTestFinished, test } from "vitest";
import { createS3ObjectStore } from "./s3-object-store.ts";
import { bodyOf, first, object, signal } from "./test-store.ts";

const place = { bucket: "demo-1250000000", region: "ap-local" };
const MIN_PART_BYTES = 5 * 1024 * 1024;

async function open(encryption?: StoreEncryption): Promise<ObjectStore> {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-s3-adapter-"));
  onTestFinished(async () => await rm(dataDir, { recursive: true }));
  const emulator = await startCosEmulator({
    dataDir,
    secretId: "id",
    secretKey: "key",
    buckets: [place.bucket],
    region: place.region,
  });
  onTestFinished(emulator.close);
  const store = createS3ObjectStore({
    ...place,
    endpoint: emulator.endpoint,
    profile: STORE_PROFILES.other,
    clock: { nowMs: () => Date.now() },
    credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
    ...(encryption && { encryption }),
  });
  onTestFinished(() => store.close());
  return store;
}

describe("an object goes to S3", () => {
  test.each<[StoreEncryption | undefined, string | undefined]>([
    [undefined, undefined],
    [{ kind: "store" }, "AES256"],
    [{ kind: "kms", keyId: "6f1b2c3d-0000-4000-8000-000000000001" }, "aws:kms"],
    [{ kind: "customer", key: () => Buffer.alloc(32, 7).toString("base64") }, "AES256"],
  ])("that encrypts it as %o", async (encryption, echoed) => {
    const store = await open(encryption);
    const uploadId = await store.initiate(object, signal);
    const upload = { key: object.key, uploadId };
    const body = bodyOf("x".repeat(MIN_PART_BYTES));
    await store.uploadPart(upload, first, body, "md5", signal);
    await store.uploadPart(upload, toPartNumber(2), bodyOf("end"), "md5", signal);

    const parts = await store.listParts(upload, signal);
    const sizeBytes = MIN_PART_BYTES + 3;
    const etag = await store.complete(upload, parts, { sizeBytes, algorithm: "md5" }, signal);

    const head = await store.head(object.key, "md5", signal);
    expect(head).toMatchObject({ etag, sizeBytes, token: "tok" });
    expect(head?.encryption).toBe(echoed);
  });
});
