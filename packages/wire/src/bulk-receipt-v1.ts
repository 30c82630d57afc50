import { CHECK_OUTCOMES, COPY_OUTCOMES } from "@penstock/core";
import { z } from "zod";
import { timestamp } from "./job-view.ts";
import { signature } from "./receipt-v1.ts";

const whole = z.int().nonnegative();
const texts = z.array(z.string()).exactOptional();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const counts = z.strictObject({ stored: whole, skipped: whole, failed: whole, aborted: whole });

const segment = z.strictObject({
  epoch: z.int().positive(),
  number: whole,
  rows: whole,
  counts,
  trouble: z.array(
    z.strictObject({
      outcome: z.enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES]),
      code: z.string().exactOptional(),
      rows: whole,
    }),
  ),
  rowsSha256: sha256.describe(
    "Of `EPOCH-NUMBER-SHA.jsonl.gz` in the journal, SHA being its first 16 digits.",
  ),
  troubleSha256: sha256,
});

/** The checkable record of a job of many objects: one line of JSON. */
export const bulkReceiptV1 = z.strictObject({
  v: z.literal(1),
  kind: z.literal("bulk"),
  jobId: z.string(),
  verb: z.enum(["copy", "check"]),
  source: z.strictObject({
    connection: z.string(),
    kind: z.enum(["keys", "prefix", "tree", "manifest", "rows"]),
    of: z.string().exactOptional(),
    keys: texts,
    include: texts,
    exclude: texts,
  }),
  destination: z.strictObject({ connection: z.string(), key: z.string() }),
  epoch: z.int().positive(),
  counts: counts.extend({ listed: whole }),
  brokenPieces: whole,
  extra: whole,
  coveredBytes: whole,
  segments: z.array(segment),
  acceptedAt: timestamp,
  endedAt: timestamp,
  signature: signature.nullable(),
});

export type BulkReceipt = z.infer<typeof bulkReceiptV1>;
