import { timeOfJobId } from "../ids.ts";
import { attributeNames } from "../objects/object-attributes.ts";
import type { AttemptFailure } from "../ports/transfer-store.ts";
import { pinnedBy } from "../transfers/source-version.ts";
import type { UploadedPart } from "../transfers/task.ts";
import type { StoredObject, Transfer, Upload } from "../transfers/transfer.ts";
import type { FrozenReceipt, ReceiptAttempt, ReceiptBody, ReceiptPart } from "./receipt.ts";

/**
 * What is known of a transfer in the moment in which it becomes `stored`, made into its receipt; undefined
 * for any other transfer, which has nothing to show.
 *
 * @param parts those that are known. A PUT needs none: its one part is the object.
 */
export function freezeReceipt(
  transfer: Transfer,
  parts: readonly UploadedPart[],
): FrozenReceipt | undefined {
  const { state, options } = transfer;
  if (state.kind !== "stored") {
    return undefined;
  }
  const { upload, object } = state;
  return {
    v: 1,
    transferId: transfer.id,
    jobId: transfer.jobId,
    generation: transfer.generation,
    source: sourceOf(transfer, upload),
    destination: {
      ...transfer.destination,
      etag: object.etag,
      ...(object.versionId !== undefined && { versionId: object.versionId }),
      ...(object.encryption !== undefined && { encryption: object.encryption }),
    },
    sizeBytes: object.sizeBytes,
    algorithm: upload.checksum,
    ...(object.checksum !== undefined && { checksum: object.checksum }),
    verifiedBy: object.verifiedBy,
    attributes: attributesOf(options, upload),
    acceptedAt: toTimestamp(timeOfJobId(transfer.jobId)),
    storedAt: toTimestamp(object.storedAtMs),
    partSizeBytes: upload.plan.partSizeBytes,
    frozenParts: frozenPartsOf(upload, object, parts),
  };
}

/** The receipt as it is handed out, but for the signature. The same for as long as it is kept. */
export function receiptOf(
  { partSizeBytes, frozenParts, acceptedAt, storedAt, ...body }: FrozenReceipt,
  failures: readonly AttemptFailure[],
): ReceiptBody {
  return {
    ...body,
    parts: frozenParts.map(([etag, checksum], index): ReceiptPart => {
      const startByte = index * partSizeBytes;
      return {
        number: index + 1,
        startByte,
        lengthBytes: Math.min(partSizeBytes, body.sizeBytes - startByte),
        ...(etag !== undefined && { etag }),
        ...(checksum !== undefined && { checksum }),
      };
    }),
    failedAttempts: failures.map(toFailedAttempt),
    acceptedAt,
    storedAt,
  };
}

function frozenPartsOf(
  { uploadId, plan }: Upload,
  { etag, checksum }: StoredObject,
  parts: readonly UploadedPart[],
): FrozenReceipt["frozenParts"] {
  if (uploadId === undefined) {
    return [checksum === undefined ? [etag] : [etag, checksum]];
  }
  const known = new Map(parts.map((part) => [part.number as number, part]));
  return Array.from({ length: plan.partCount }, (_, index) => {
    const part = known.get(index + 1);
    if (part === undefined) {
      return [];
    }
    return part.checksum === undefined ? [part.etag] : [part.etag, part.checksum];
  });
}

function sourceOf({ source }: Transfer, { sourceVersion }: Upload): ReceiptBody["source"] {
  const { sizeBytes, validator, signs, checksum } = sourceVersion;
  return {
    ...source,
    sizeBytes,
    validator: { ...validator },
    ...(signs !== undefined && { signs: { ...signs } }),
    pinnedBy: pinnedBy(sourceVersion),
    ...(checksum !== undefined && { checksum: { ...checksum } }),
  };
}

function attributesOf(
  options: Transfer["options"],
  { attributes, leftBehind = [] }: Upload,
): ReceiptBody["attributes"] {
  const given = attributeNames(options.attributes);
  return {
    policy: options.attributePolicy ?? "preserve",
    given: [...given],
    travelled: attributeNames(attributes).filter((name) => !given.includes(name)),
    leftBehind: leftBehind.map(({ names, reason }) => ({ names: [...names], reason })),
  };
}

function toFailedAttempt({
  step,
  atMs,
  process,
  cause,
  requestId,
}: AttemptFailure): ReceiptAttempt {
  return {
    step: typeof step === "number" ? `part ${step}` : step,
    at: toTimestamp(atMs),
    process,
    code: cause.code,
    message: cause.message,
    ...(requestId !== undefined && { requestId }),
  };
}

function toTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}
