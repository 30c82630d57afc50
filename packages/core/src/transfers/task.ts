// What is queued for a part, and what is reported of it.

import type { ByteRange } from "../bytes/byte-range.ts";
import type { ChecksumValue } from "../bytes/checksum.ts";
import type { PartRecord } from "../explain/measures.ts";
import type { ETag, JobId, PartNumber, TransferId } from "../ids.ts";
import { partRange } from "./part-plan.ts";
import type { Address, Transfer, Upload } from "./transfer.ts";

export type TransferRef = { readonly tenant: string; readonly transferId: TransferId };

/** A part of one generation of one transfer: what the ledger records at most once. */
export type PartRef = TransferRef & {
  readonly generation: number;
  readonly number: PartNumber;
};

/**
 * A task on the queue. It keeps the number of the part that it was queued with, also after its
 * worker continued with other parts of the same generation.
 */
export type TaskRef = TransferRef & {
  readonly generation: number;
  /** Below zero for a hedge (`hedgeOf`). */
  readonly taskPart: number;
};

/**
 * One part to carry, with the upload it belongs to as it was frozen. Everything that can change is
 * read from the ledger when the task starts.
 */
export type PartTask = PartRef &
  TaskRef & {
    readonly jobId: JobId;
    readonly source: Address;
    readonly destination: Address;
    readonly upload: Upload;
    readonly range: ByteRange;
    /** Its job was accepted with limits of its own. */
    readonly isLimited?: true;
    /** Of its job. */
    readonly traceparent?: string;
  };

/** @param taskPart differs from the number for a task whose worker moved on from another part */
export function partTaskOf(
  transfer: Transfer,
  upload: Upload,
  number: PartNumber,
  taskPart: number = number,
): PartTask {
  return {
    tenant: transfer.tenant,
    transferId: transfer.id,
    generation: transfer.generation,
    number,
    taskPart,
    jobId: transfer.jobId,
    source: transfer.source,
    destination: transfer.destination,
    upload,
    range: partRange(upload.plan, number),
    ...(transfer.options.isLimited && { isLimited: true }),
    ...(transfer.traceparent !== undefined && { traceparent: transfer.traceparent }),
  };
}

/** The same task, gone on with another part. */
export function withPart(task: PartTask, number: PartNumber): PartTask {
  return { ...task, number, range: partRange(task.upload.plan, number) };
}

/** A part whose ETag is durable in the ledger. */
export type UploadedPart = {
  readonly number: PartNumber;
  readonly etag: ETag;
  /** Absent for a part that the store copied without telling its checksum. */
  readonly checksum?: ChecksumValue;
  /** Absent for one that was found at the store. */
  readonly record?: PartRecord;
};
