import {
  type AttemptFailure,
  attributeNames,
  type Job,
  partRange,
  pinnedBy,
  type Transfer,
  type Upload,
  type UploadedPart,
} from "@penstock/core";
import type { ReceiptBody } from "@penstock/wire";

export type FinishedTransfer = {
  readonly job: Job;
  readonly transfer: Transfer;
  readonly parts: readonly UploadedPart[];
  readonly failures: readonly AttemptFailure[];
};

/** The record of a transfer that is stored; undefined for every other one, which has nothing to show. */
export function receiptOf(finished: FinishedTransfer): ReceiptBody | undefined {
  const { job, transfer, parts, failures } = finished;
  if (transfer.state.kind !== "stored") {
    return undefined;
  }
  const { upload, object } = transfer.state;
  const { sourceVersion, plan, checksum: algorithm } = upload;
  return {
    v: 1,
    transferId: transfer.id,
    jobId: transfer.jobId,
    generation: transfer.generation,
    source: {
      ...transfer.source,
      sizeBytes: sourceVersion.sizeBytes,
      validator: { ...sourceVersion.validator },
      ...(sourceVersion.signs !== undefined && { signs: { ...sourceVersion.signs } }),
      pinnedBy: pinnedBy(sourceVersion),
      ...(sourceVersion.checksum !== undefined && { checksum: sourceVersion.checksum }),
    },
    destination: {
      ...transfer.destination,
      etag: object.etag,
      ...(object.versionId !== undefined && { versionId: object.versionId }),
      ...(object.encryption !== undefined && { encryption: object.encryption }),
    },
    sizeBytes: object.sizeBytes,
    algorithm,
    ...(object.checksum !== undefined && { checksum: object.checksum }),
    verifiedBy: object.verifiedBy,
    attributes: attributesOf(transfer, upload),
    parts: parts.map(({ number, etag, checksum }) => ({
      number,
      ...partRange(plan, number),
      etag,
      ...(checksum !== undefined && { checksum }),
    })),
    failedAttempts: failures.map(toFailedAttempt),
    acceptedAt: new Date(job.createdAtMs).toISOString(),
    storedAt: new Date(object.storedAtMs).toISOString(),
  };
}

function attributesOf({ options }: Transfer, { attributes, leftBehind = [] }: Upload) {
  const given = attributeNames(options.attributes);
  return {
    policy: options.attributePolicy ?? "preserve",
    given: [...given],
    travelled: attributeNames(attributes).filter((name) => !given.includes(name)),
    leftBehind: leftBehind.map(({ names, reason }) => ({ names: [...names], reason })),
  };
}

function toFailedAttempt({ step, atMs, process, cause, requestId }: AttemptFailure) {
  return {
    step: typeof step === "number" ? `part ${step}` : step,
    at: new Date(atMs).toISOString(),
    process,
    code: cause.code,
    message: cause.message,
    ...(requestId !== undefined && { requestId }),
  };
}
