import {
  type ChecksumAlgorithm,
  freezeReceipt,
  type Hashing,
  newJobId,
  newTransferId,
  partRange,
  receiptOf,
  type Transfer,
  toETag,
  toPartNumber,
  toUploadId,
  type UploadedPart,
} from "@penstock/core";
import { checksumOf } from "@penstock/testkit";
import { receiptV1 } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { checkCopy, checkReceipt } from "./check-receipt.ts";
import { signReceipt } from "./signature.ts";

const KEY = "a key for these tests, long enough";
const OTHER_KEY = "another key for these tests, as long";
const PLAN = {
  strategy: "multipart",
  sizeBytes: 25,
  partSizeBytes: 10,
  partCount: 3,
  reason: "a test",
} as const;
const BYTES = Uint8Array.from({ length: PLAN.sizeBytes }, (_, at) => at * 7);

const hashing: Hashing = {
  hasher(algorithm) {
    const chunks: Uint8Array[] = [];
    return {
      update: (bytes) => chunks.push(Uint8Array.from(bytes)),
      digest: () => checksumOf(algorithm, Buffer.concat(chunks)),
    };
  },
};

function finished(algorithm: ChecksumAlgorithm = "crc64xz") {
  const upload = {
    token: "token",
    uploadId: toUploadId("upload"),
    plan: PLAN,
    sourceVersion: { sizeBytes: PLAN.sizeBytes, validator: { kind: "etag", etag: '"v1"' } },
    checksum: algorithm,
    attributes: { metadata: {} },
  } as const;
  const transfer: Transfer = {
    id: newTransferId(0, new Uint8Array(10)),
    jobId: newJobId(0, new Uint8Array(10)),
    tenant: "default",
    source: { connection: "files", key: "a.bin" },
    destination: { connection: "store", key: "b.bin" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    generation: 2,
    revision: 9,
    state: {
      kind: "stored",
      upload,
      object: {
        etag: toETag('"whole"'),
        sizeBytes: PLAN.sizeBytes,
        ...(algorithm !== "md5" && { checksum: checksumOf(algorithm, BYTES) }),
        verifiedBy: "object-checksum",
        encryption: "AES256",
        storedAtMs: 5000,
      },
    },
  };
  const parts: UploadedPart[] = [1, 2, 3].map((number) => {
    const { startByte, lengthBytes } = partRange(PLAN, toPartNumber(number));
    return {
      number: toPartNumber(number),
      etag: toETag(`"${number}"`),
      checksum: checksumOf(algorithm, BYTES.subarray(startByte, startByte + lengthBytes)),
    };
  });
  const cause = { code: "store-throttled", message: "SlowDown" } as const;
  const failures = [{ step: toPartNumber(2), atMs: 1000, process: "worker-1", cause }];
  return { transfer, parts, failures };
}

function signed(algorithm?: ChecksumAlgorithm) {
  const { transfer, parts, failures } = finished(algorithm);
  const frozen = freezeReceipt(transfer, parts);
  const body = frozen && receiptOf(frozen, failures);
  expect(body).toBeDefined();
  // As it is checked: through JSON, and read strictly.
  return receiptV1.parse(JSON.parse(JSON.stringify(body && signReceipt(body, KEY))));
}

function copyOf(bytes: Uint8Array) {
  return {
    sizeBytes: bytes.length,
    async *read(startByte: number, lengthBytes: number) {
      yield bytes.subarray(startByte, startByte + lengthBytes);
    },
  };
}

const failedOnes = (receipt: ReturnType<typeof signed>, key: string | undefined = KEY) =>
  checkReceipt(receipt, key).filter(({ outcome }) => outcome === "failed");

describe("a receipt", () => {
  test("tells what was read, what was stored, every part and every failed attempt", () => {
    expect(signed()).toMatchObject({
      source: { key: "a.bin", sizeBytes: 25, validator: { kind: "etag", etag: '"v1"' } },
      destination: { key: "b.bin", encryption: "AES256" },
      generation: 2,
      parts: [
        { number: 1, startByte: 0, lengthBytes: 10 },
        { number: 2, startByte: 10, lengthBytes: 10 },
        { number: 3, startByte: 20, lengthBytes: 5 },
      ],
      failedAttempts: [{ step: "part 2", code: "store-throttled", process: "worker-1" }],
      acceptedAt: "1970-01-01T00:00:00.000Z",
      storedAt: "1970-01-01T00:00:05.000Z",
    });
  });

  test("exists only for what is stored", () => {
    const { transfer, parts } = finished();
    const failed: Transfer = {
      ...transfer,
      state: { kind: "failed", cause: { code: "source-missing", message: "gone" } },
    };

    expect(freezeReceipt(failed, parts)).toBeUndefined();
  });

  test("covers the parts whose record was lost, and proves no copy of them", async () => {
    const { transfer, parts, failures } = finished();
    const frozen = freezeReceipt(transfer, parts.toSpliced(1, 1));
    const receipt = receiptV1.parse(frozen && signReceipt(receiptOf(frozen, failures), KEY));

    expect(receipt.parts[1]).toEqual({ number: 2, startByte: 10, lengthBytes: 10 });
    expect(failedOnes(receipt)).toEqual([]);
    expect(await checkCopy(receipt, copyOf(BYTES), hashing)).toMatchObject({
      outcome: "failed",
      detail: "the receipt has no checksum of part 2 to compare with",
    });
  });

  test("knows the one part of a PUT by its object", () => {
    const { transfer } = finished();
    const { state } = transfer;
    const { uploadId: _, ...upload } = "upload" in state ? state.upload : expect.fail();
    const plan = { ...PLAN, strategy: "put", partSizeBytes: PLAN.sizeBytes, partCount: 1 } as const;
    const put = { ...transfer, state: { ...state, upload: { ...upload, plan } } } as Transfer;
    const frozen = freezeReceipt(put, []);

    expect(frozen && receiptOf(frozen, []).parts).toEqual([
      { number: 1, startByte: 0, lengthBytes: 25, etag: "whole", checksum: frozen?.checksum },
    ]);
  });

  test.each<ChecksumAlgorithm>(["crc64xz", "crc32", "md5"])("by %s passes its checks", (name) => {
    expect(failedOnes(signed(name))).toEqual([]);
  });

  test("fails its checks once anything in it is changed", () => {
    const receipt = signed();
    const changed = { ...receipt, destination: { ...receipt.destination, key: "c.bin" } };

    expect(failedOnes(changed)).toMatchObject([
      { name: "signature", detail: "the receipt was changed after it was signed" },
    ]);
  });

  test("says which key signed it when it is checked with another one", () => {
    expect(failedOnes(signed(), OTHER_KEY)[0]?.detail).toMatch(/was signed with key [0-9a-f]{8}, /);
    expect(failedOnes({ ...signed(), signature: null })[0]?.detail).toContain("is not signed");
  });

  test("is not checked, and not called forged, without a key", () => {
    expect(failedOnes(signed(), undefined)).toEqual([]);
    expect(checkReceipt(signed(), undefined)[0]).toMatchObject({
      name: "signature",
      outcome: "not-checked",
      detail: expect.stringContaining("set PENSTOCK_RECEIPT_KEY"),
    });
  });

  test("fails when it names another key than the one that signed it", () => {
    const receipt = signed();
    const { signature } = receipt;
    const renamed = { ...receipt, signature: signature && { ...signature, keyId: "deadbeef" } };

    expect(failedOnes(renamed)).toMatchObject([
      { name: "signature", detail: expect.stringContaining("names another one") },
    ]);
  });

  test("shows a hole between its parts, and parts that do not reach the end", () => {
    const receipt = signed();

    expect(failedOnes({ ...receipt, parts: receipt.parts.toSpliced(1, 1) })).toMatchObject([
      { name: "signature" },
      { name: "parts", detail: "part 3 does not begin where the part before it ends" },
      { name: "checksum" },
    ]);
    expect(failedOnes({ ...receipt, parts: receipt.parts.slice(0, 2) })).toMatchObject([
      { name: "signature" },
      { name: "parts", detail: "the parts make up 20 bytes, the object has 25" },
      { name: "checksum" },
    ]);
  });

  test("passes for an equal copy", async () => {
    expect(await checkCopy(signed(), copyOf(BYTES), hashing)).toMatchObject({ outcome: "passed" });
  });

  test("proves nothing of a copy where its parts leave bytes out", async () => {
    const receipt = signed();
    const zeros = copyOf(new Uint8Array(PLAN.sizeBytes));
    const equal = copyOf(BYTES);

    for (const [parts, copy] of [
      [[], zeros],
      [receipt.parts.slice(0, 2), equal],
      [receipt.parts.toSpliced(1, 1), equal],
    ] as const) {
      expect(await checkCopy({ ...receipt, parts: [...parts] }, copy, hashing)).toMatchObject({
        outcome: "failed",
      });
    }
  });

  test("names the part in which a copy has another bit", async () => {
    const flipped = BYTES.map((byte, at) => (at === 17 ? byte ^ 1 : byte));

    expect(await checkCopy(signed(), copyOf(flipped), hashing)).toMatchObject({
      outcome: "failed",
      detail: "part 2 differs, between bytes 10 and 20",
    });
  });

  test("refuses a copy of another size before reading it", async () => {
    expect(await checkCopy(signed(), copyOf(BYTES.subarray(1)), hashing)).toMatchObject({
      outcome: "failed",
      detail: "the copy has 24 bytes, the object has 25",
    });
  });
});
