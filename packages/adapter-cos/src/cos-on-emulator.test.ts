import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PartBody, type StoreEncryption, toPartNumber } from "@penstock/core";
import { type CosEmulatorOptions, type FaultRule, startCosEmulator } from "@penstock/cos-emulator";
import { describe, expect, onTestFinished, test } from "vitest";
import { putObjectTagging } from "./calls/put-object-tagging.ts";
import { createCosConnection } from "./cos-connection.ts";
import { cosObjectStoreOn } from "./cos-object-store.ts";
import type { CosOptions } from "./cos-options.ts";
import { bodyOf, first, object, signal } from "./test-bucket.ts";

const MIB = 1024 * 1024;
const place = { bucket: "demo-1250000000", region: "ap-local" };

async function open(
  options: Partial<CosOptions> = {},
  settings: Partial<CosEmulatorOptions> = {},
  isOwnAddress = true,
) {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-cos-adapter-"));
  const emulator = await startCosEmulator({
    dataDir,
    secretId: "id",
    secretKey: "key",
    buckets: [place.bucket],
    region: place.region,
    ...settings,
  });
  const connection = createCosConnection(
    {
      ...place,
      ...(isOwnAddress && { endpoint: emulator.endpoint }),
      clock: { nowMs: () => Date.now() },
      credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
      ...options,
    },
    () => new URL(emulator.endpoint),
  );
  onTestFinished(async () => {
    connection.close();
    await emulator.close();
    await rm(dataDir, { recursive: true });
  });
  return { connection, store: cosObjectStoreOn(connection), emulator };
}

function part(lengthBytes: number): PartBody {
  return bodyOf("x".repeat(lengthBytes));
}

/** One object of two parts; resolves with its HEAD. */
async function transfer({ store }: Awaited<ReturnType<typeof open>>) {
  const uploadId = await store.initiate(object, signal);
  const upload = { key: object.key, uploadId };
  await store.uploadPart(upload, first, part(2 * MIB), "crc64xz", signal);
  await store.uploadPart(upload, toPartNumber(2), part(10), "crc64xz", signal);
  const parts = await store.listParts(upload, signal);
  const whole = { sizeBytes: 2 * MIB + 10, algorithm: "crc64xz" } as const;
  const etag = await store.complete(upload, parts, whole, signal);
  return { etag, head: await store.head(object.key, "crc64xz", signal) };
}

describe("an object goes to COS", () => {
  const token = "session";
  const temporary = {
    credentials: () => ({ accessKeyId: "t", secretAccessKey: "k", sessionToken: token }),
  };
  const temporaryKeys = [
    { secretId: "t", secretKey: "k", token, expiresAtMs: Number.MAX_SAFE_INTEGER },
  ];

  test.each<[string, Partial<CosOptions>, Partial<CosEmulatorOptions>]>([
    ["that checks signatures strictly", {}, { behaviour: { hasStrictSignatures: true } }],
    [
      "with a temporary key, strictly as well",
      temporary,
      { temporaryKeys, behaviour: { hasStrictSignatures: true } },
    ],
    ["that spells as it did years ago", {}, { behaviour: { xmlSpelling: "old" } }],
    ["that merges for a while", {}, { behaviour: { completeMs: 60, completeDripMs: 5 } }],
    ["that is asked before each part", { expectContinue: true }, {}],
  ])("%s", async (_which, options, settings) => {
    const { etag, head } = await transfer(await open(options, settings));

    expect(head).toMatchObject({ etag, sizeBytes: 2 * MIB + 10, token: "tok" });
  });

  test.each<[StoreEncryption, string]>([
    [{ kind: "store" }, "AES256"],
    [{ kind: "kms", keyId: "6f1b2c3d-0000-4000-8000-000000000001" }, "cos/kms"],
    [{ kind: "customer", key: () => Buffer.alloc(32, 7).toString("base64") }, "AES256"],
  ])("that encrypts it as %o", async (encryption, echoed) => {
    const { head } = await transfer(await open({ encryption }));

    expect(head?.encryption).toBe(echoed);
  });
});

describe("a store whose clock is an hour off", () => {
  test.each([3600, -3600])("by %i s is served from the second attempt on", async (seconds) => {
    const opened = await open();
    opened.emulator.faults.add({ on: {}, fault: { kind: "skew-clock", seconds } });
    // A HEAD has no document that says why: the planner begins with one.
    const look = () => opened.store.head(object.key, "crc64xz", signal);

    await expect(look()).rejects.toMatchObject({ code: "clock-skewed" });

    await expect(look()).resolves.toBeUndefined();
    await expect(transfer(opened)).resolves.toMatchObject({ head: { token: "tok" } });
  });
});

describe("a Complete", () => {
  const call = "CompleteMultipartUpload";

  test.each<[FaultRule["fault"], string]>([
    [{ kind: "error-in-200", code: "InternalError" }, "store-unreachable"],
    [{ kind: "error-in-200", code: "SlowDown", hasNewline: false }, "store-throttled"],
    [{ kind: "error-in-200", code: "InvalidPart" }, "parts-refused"],
    [{ kind: "blank-then-cut", isDone: true }, "store-unreachable"],
    [{ kind: "blank-then-end", isDone: true }, "store-response-invalid"],
    [{ kind: "blank-then-end", isDone: false }, "store-response-invalid"],
    [{ kind: "lose-response" }, "store-unreachable"],
  ])("that ends in %o is %s", async (fault, code) => {
    const opened = await open({}, { faults: [{ on: { call }, fault }] });

    await expect(transfer(opened)).rejects.toMatchObject({ code });
  });
});

describe("a part", () => {
  test("that COS refuses where it was asked costs no bytes", async () => {
    const opened = await open(
      { expectContinue: true },
      { faults: [{ on: {}, fault: { kind: "refuse-expect", status: 503, code: "SlowDown" } }] },
    );

    await expect(transfer(opened)).rejects.toMatchObject({ code: "store-throttled" });

    const refused = opened.emulator.journal.entries().find(({ call }) => call === "UploadPart");
    expect(refused).toMatchObject({ status: 503, bytesReceived: 0 });
  });
});

describe("the backup domain", () => {
  test.each([301, 302, 307] as const)("takes over after a %i", async (status) => {
    const opened = await open(
      {},
      { faults: [{ on: {}, fault: { kind: "redirect-to-backup", status } }] },
      false,
    );

    await expect(transfer(opened)).rejects.toMatchObject({ code: "store-unreachable" });

    // The signature is made for the other host, else the emulator would refuse it.
    await expect(transfer(opened)).resolves.toMatchObject({ head: { token: "tok" } });
  });
});

describe("an object that is there", () => {
  test("is read by every holder of its presigned URL", async () => {
    const { store, connection, emulator } = await open();
    await store.put(object, bodyOf("hello"), signal);

    const url = new URL(await connection.presign({ method: "GET", key: object.key }, 60));

    const asked = request({
      port: emulator.port,
      path: url.pathname + url.search,
      headers: { host: url.host },
    });
    asked.end();
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    expect(await response.toArray()).toEqual([Buffer.from("hello")]);
  });

  test("gets other tags", async () => {
    const { store, connection } = await open();
    await store.put(object, bodyOf("hello"), signal);

    await putObjectTagging(connection, object.key, { "a b": "<c>" }, signal);

    const { text } = await connection.send(
      { method: "GET", key: object.key, query: { tagging: "" } },
      signal,
    );
    expect(text).toContain("<Key>a b</Key><Value>&lt;c&gt;</Value>");
  });
});
