import {
  isJobId,
  isTransferId,
  type JobId,
  type PartTask,
  type TransferId,
  type TransferRef,
  toPartNumber,
  toUploadId,
} from "@penstock/core";
import { z } from "zod";
import { readTask } from "./read-task.ts";

const transferId = z.custom<TransferId>(
  (value) => typeof value === "string" && isTransferId(value),
  "not the id of a transfer",
);
const jobId = z.custom<JobId>(
  (value) => typeof value === "string" && isJobId(value),
  "not the id of a job",
);
const tenant = z.string().min(1);
const partNumber = z.int().min(1).max(10_000).transform(toPartNumber);
const bytes = z.int().nonnegative();
const address = z.object({ connection: z.string(), key: z.string() });

const validator = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["etag", "weak-etag"]), etag: z.string() }),
  z.object({ kind: z.literal("last-modified"), date: z.string() }),
  z.object({ kind: z.literal("file"), inode: z.string(), mtimeNs: z.string() }),
  z.object({ kind: z.literal("size-only") }),
]);

const checksum = z.enum(["crc64xz", "crc32", "md5"]);

const upload = z.object({
  token: z.string().min(1),
  uploadId: z.string().min(1).transform(toUploadId).exactOptional(),
  plan: z.object({
    strategy: z.enum(["put", "multipart"]),
    sizeBytes: bytes,
    partSizeBytes: bytes,
    partCount: z.int().positive(),
    reason: z.string(),
  }),
  sourceVersion: z.object({
    sizeBytes: bytes,
    validator,
    signs: z.record(z.string(), z.string()).exactOptional(),
    checksum: z.object({ algorithm: checksum, value: z.string() }).exactOptional(),
    contentEncoding: z.string().exactOptional(),
  }),
  checksum,
  attributes: z.object({
    contentType: z.string().exactOptional(),
    cacheControl: z.string().exactOptional(),
    contentDisposition: z.string().exactOptional(),
    contentEncoding: z.string().exactOptional(),
    contentLanguage: z.string().exactOptional(),
    expires: z.string().exactOptional(),
    metadata: z.record(z.string(), z.string()),
    storageClass: z.string().exactOptional(),
    acl: z.string().exactOptional(),
    tags: z.record(z.string(), z.string()).exactOptional(),
  }),
  serverSideCopySource: z.string().exactOptional(),
  forbidOverwrite: z.boolean().exactOptional(),
  putProof: z.enum(["echoed", "refused"]).exactOptional(),
});

/** What the queue `parts` carries. A change that an older worker would misread makes it version 2. */
const partTaskV1 = z.object({
  v: z.literal(1),
  tenant,
  transferId,
  generation: z.int().positive(),
  number: partNumber,
  /** Left out for a task that is at the part it was queued with. */
  taskPart: partNumber.exactOptional(),
  jobId,
  source: address,
  destination: address,
  upload,
  range: z.object({ startByte: bytes, lengthBytes: bytes }),
  isLimited: z.literal(true).exactOptional(),
  traceparent: z.string().exactOptional(),
});

/** A hedge: a worker before this version would take its part for that of a task, and hold up the task itself. */
const partTaskV2 = partTaskV1
  .omit({ v: true, taskPart: true })
  .extend({ v: z.literal(2), taskPart: z.int().min(-10_000).max(-1) });

const partTask = z.discriminatedUnion("v", [partTaskV1, partTaskV2]);

/** What the queues `plan` and `finalize` carry; everything else is read from the ledger. */
const transferTaskV1 = z.object({ v: z.literal(1), tenant, transferId });

/** The encoded forms: plain JSON. */
export type PartTaskPayload = z.input<typeof partTaskV1> | z.input<typeof partTaskV2>;
export type TransferTaskPayload = z.input<typeof transferTaskV1>;

export function encodePartTask({ taskPart, ...part }: PartTask): PartTaskPayload {
  const { leftBehind: _, ...upload } = part.upload;
  const task = { ...part, upload: upload.uploadId === undefined ? upload : lighter(upload) };
  return taskPart < 0
    ? { v: 2, ...task, taskPart }
    : { v: 1, ...task, ...(taskPart !== part.number && { taskPart }) };
}

/** The store heard the attributes with Initiate: a part has no use for them, and they can be large. */
function lighter(upload: PartTask["upload"]): PartTask["upload"] {
  const { contentType, metadata } = upload.attributes;
  return {
    ...upload,
    attributes: { ...(contentType !== undefined && { contentType }), metadata },
  };
}

/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export function decodePartTask(payload: unknown): PartTask {
  const { v, ...task } = readTask(partTask, payload);
  return { ...task, taskPart: task.taskPart ?? task.number };
}

export function encodeTransferTask({ tenant, transferId }: TransferRef): TransferTaskPayload {
  return { v: 1, tenant, transferId };
}

/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export function decodeTransferTask(payload: unknown): TransferRef {
  const { v, ...ref } = readTask(transferTaskV1, payload);
  return ref;
}
