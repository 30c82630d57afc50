import { z } from "zod";
import { pageOf, sourcePinnedBy, timestamp } from "./job-view.ts";

const address = z.strictObject({ connection: z.string(), key: z.string() });
const bytes = z.int().nonnegative();

const checksum = z.strictObject({
  algorithm: z.enum(["crc64xz", "crc32", "md5"]),
  value: z.string().regex(/^[0-9a-f]{8,32}$/),
});

const part = z.strictObject({
  number: z.int().min(1).max(10_000),
  startByte: bytes,
  lengthBytes: bytes,
  /** Absent, with the checksum, where the record of the part was lost with Redis before its object was stored. */
  etag: z.string().optional(),
  /** By the receipt's algorithm; absent for a part that the store copied without telling it. */
  checksum: checksum.shape.value.optional(),
});

const failedAttempt = z.strictObject({
  step: z.string(),
  at: timestamp,
  process: z.string(),
  code: z.string(),
  message: z.string(),
  requestId: z.string().optional(),
});

/** By the names that a job gives attributes under; `metadata.owner` is one of its metadata. */
const attributes = z.strictObject({
  policy: z.enum(["preserve", "none", "set"]),
  /** By the job. */
  given: z.array(z.string()),
  /** From the source. */
  travelled: z.array(z.string()),
  /** What the source showed and the object did not get. */
  leftBehind: z.array(z.strictObject({ names: z.array(z.string()), reason: z.string() })),
});

/** Everything of a receipt that its signature covers. */
const receiptBody = z.strictObject({
  v: z.literal(1),
  transferId: z.string(),
  jobId: z.string(),
  generation: z.int().positive(),
  source: address.extend({
    sizeBytes: bytes,
    /** The sign that the source was asked to compare. */
    validator: z.record(z.string(), z.string()),
    /** Every other sign of its version that each response was compared with. */
    signs: z.record(z.string(), z.string()).optional(),
    /** The strongest sign that it shows. `size-only`: it could not be pinned, only its size was compared. */
    pinnedBy: sourcePinnedBy.optional(),
    checksum: checksum.optional(),
  }),
  destination: address.extend({
    etag: z.string(),
    versionId: z.string().optional(),
    encryption: z.string().optional(),
  }),
  sizeBytes: bytes,
  algorithm: checksum.shape.algorithm,
  /** Of the whole object, combined from the parts; absent where the algorithm cannot combine. */
  checksum: checksum.shape.value.optional(),
  verifiedBy: z.string(),
  attributes: attributes.optional(),
  parts: z.array(part).min(1),
  failedAttempts: z.array(failedAttempt),
  acceptedAt: timestamp,
  storedAt: timestamp,
});

export const signature = z.strictObject({
  algorithm: z.literal("HMAC-SHA256"),
  /** The first 8 hex digits of the key's SHA-256: which key it was, not what it is. */
  keyId: z.string(),
  value: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The checkable record of a finished transfer: one line of NDJSON. */
export const receiptV1 = receiptBody.extend({ signature: signature.nullable() });

export const receiptPage = pageOf(receiptV1);

export type ReceiptPage = z.infer<typeof receiptPage>;
export type Receipt = z.infer<typeof receiptV1>;
