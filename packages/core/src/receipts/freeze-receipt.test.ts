import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  newJobId,
  newTransferId,
  type PartNumber,
  toETag,
  toPartNumber,
  toUploadId,
} from "../ids.ts";
import { STORE_PROFILES } from "../stores/store-profile.ts";
import { type PartPlan, partRange, planParts } from "../transfers/part-plan.ts";
import type { UploadedPart } from "../transfers/task.ts";
import type { Transfer } from "../transfers/transfer.ts";
import { freezeReceipt, receiptOf } from "./freeze-receipt.ts";

const MIB = 1024 * 1024;

function stored(plan: PartPlan): Transfer {
  return {
    id: newTransferId(7, new Uint8Array(10)),
    jobId: newJobId(7, new Uint8Array(10)),
    tenant: "default",
    source: { connection: "source", key: "a" },
    destination: { connection: "store", key: "b" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    generation: 1,
    revision: 5,
    state: {
      kind: "stored",
      upload: {
        token: "token",
        ...(plan.strategy === "multipart" && { uploadId: toUploadId("upload") }),
        plan,
        sourceVersion: { sizeBytes: plan.sizeBytes, validator: { kind: "size-only" } },
        checksum: "md5",
        attributes: { metadata: {} },
      },
      object: {
        etag: toETag(`"${"e".repeat(32)}-7"`),
        sizeBytes: plan.sizeBytes,
        verifiedBy: "part-checksums",
        storedAtMs: 9,
      },
    },
  };
}

function partsOf({ partCount }: PartPlan): readonly UploadedPart[] {
  return Array.from({ length: partCount }, (_, index) => ({
    number: toPartNumber(index + 1),
    etag: toETag(`${index}`.padStart(32, "a")),
    checksum: `${index}`.padStart(32, "b"),
  }));
}

describe("a frozen receipt", () => {
  test("gives every part of every plan its own bytes back", () => {
    fc.assert(
      fc.property(fc.nat(30_000), fc.nat(MIB - 1), (mib, rest) => {
        const plan = planParts({ sizeBytes: mib * MIB + rest, ...STORE_PROFILES.cos });
        const frozen = freezeReceipt(stored(plan), partsOf(plan));
        const { parts = [] } = (frozen && receiptOf(frozen, [])) ?? {};

        expect(parts.map(({ startByte, lengthBytes }) => ({ startByte, lengthBytes }))).toEqual(
          Array.from({ length: plan.partCount }, (_, index) =>
            partRange(plan, (index + 1) as PartNumber),
          ),
        );
      }),
      { numRuns: 20 },
    );
  });

  test("is the same bytes after it was kept as text", () => {
    const plan = planParts({ sizeBytes: 100 * MIB, ...STORE_PROFILES.cos });
    const frozen = freezeReceipt(stored(plan), partsOf(plan));
    const kept = JSON.parse(JSON.stringify(frozen));

    expect(JSON.stringify(receiptOf(kept, []))).toBe(
      JSON.stringify(frozen && receiptOf(frozen, [])),
    );
  });

  test("of ten thousand parts takes less than a megabyte", () => {
    const plan: PartPlan = {
      ...{ strategy: "multipart", reason: "a test" },
      ...{ sizeBytes: 10_000 * MIB, partSizeBytes: MIB, partCount: 10_000 },
    };

    expect(JSON.stringify(freezeReceipt(stored(plan), partsOf(plan))).length).toBeLessThan(900_000);
  });

  test("says when its job was accepted, by the job's id", () => {
    const plan = planParts({ sizeBytes: 1, ...STORE_PROFILES.cos });

    expect(freezeReceipt(stored(plan), [])?.acceptedAt).toBe("1970-01-01T00:00:00.007Z");
  });
});
