import { UploadPartCopyCommand } from "@aws-sdk/client-s3";
import {
  type CopySource,
  checkVersion,
  isPenstockError,
  type PartNumber,
  PenstockError,
  preconditionsOf,
  type SourceVersion,
  type StoredPart,
  toRangeHeader,
  toSourceError,
  type UploadRef,
} from "@penstock/core";
import { placeOf, type S3Bucket } from "./s3-bucket.ts";
import { callMs, callS3 } from "./s3-client.ts";
import { headS3 } from "./s3-head.ts";
import { customerKeyHeaders, type Headers } from "./s3-headers.ts";
import { assertOpen } from "./s3-parts.ts";
import { headersOf, storedPart } from "./s3-responses.ts";

type Copy = {
  readonly upload: UploadRef;
  readonly number: PartNumber;
  readonly source: CopySource;
};

/**
 * UploadPartCopy. Some stores (Ceph 16) copy whatever the condition says, so the source is looked at
 * once more afterwards: as long as it is the pinned one then, it was so while it was copied.
 */
export async function copyPart(
  bucket: S3Bucket,
  { upload, number, source }: Copy,
  signal: AbortSignal,
): Promise<StoredPart> {
  const { sourceVersion, range } = source;
  const what = `copy part ${number} of ${upload.key}`;
  signal.throwIfAborted();
  const isWhole = range.lengthBytes === sourceVersion.sizeBytes;
  const command = new UploadPartCopyCommand({
    ...placeOf(bucket, upload),
    PartNumber: number,
    CopySource: copySourceOf(what, source),
    // Amazon takes no range of a source below 5 MB, not even the one of all its bytes.
    ...(isWhole ? {} : { CopySourceRange: toRangeHeader(range) }),
  });
  const headers = { ...customerKeyHeaders(bucket.encryption), ...conditionsOf(sourceVersion) };
  const totalMs = callMs(range.lengthBytes);
  try {
    const response = await callS3(bucket.client, { what, command, headers, totalMs }, signal);
    const part = storedPart(what, response.CopyPartResult);
    await assertSameVersion(bucket, source, signal);
    return part;
  } catch (error) {
    if (isPenstockError(error, "store-missing")) {
      // Ceph calls an upload that is gone a missing key, too.
      await assertOpen(bucket, upload, signal);
    }
    if (isPenstockError(error, "destination-exists")) {
      await assertSameVersion(bucket, source, signal);
      throw refusedByCondition(what, error);
    }
    throw toCopyError(error);
  }
}

type WholeSource = Omit<CopySource, "range">;

/** @throws PenstockError `store-rejected` for a key that not every store reads as it is */
export function copySourceOf(what: string, { bucket, key }: WholeSource): string {
  if (key.includes("%")) {
    // Ceph 16 decodes the name once more: it would copy another object, or dies of what is no code.
    throw new PenstockError(
      "store-rejected",
      `${what}: some stores misread the name of the source`,
    );
  }
  return `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
}

export function conditionsOf(sourceVersion: SourceVersion): Headers {
  const conditions = Object.entries(preconditionsOf(sourceVersion));
  return Object.fromEntries(
    conditions.map(([name, value]) => [`x-amz-copy-source-${name}`, value]),
  );
}

export async function assertSameVersion(
  { client }: S3Bucket,
  { bucket, key, sourceVersion }: WholeSource,
  signal: AbortSignal,
): Promise<void> {
  const what = `head ${key}, the source of a copy`;
  const head = await headS3(client, { what, bucket, key }, signal).catch((error: unknown) => {
    throw toSourceError(error);
  });
  checkVersion({ headers: headersOf(head), isWhole: true }, sourceVersion, `the source ${key}`);
  if (head.ContentLength !== sourceVersion.sizeBytes) {
    throw new PenstockError(
      "source-changed",
      `the source ${key} has ${head.ContentLength} bytes now, ${sourceVersion.sizeBytes} were planned`,
    );
  }
}

/**
 * Swift refuses the ETag of an object made of parts. A read takes it, so the part is relayed: a copy
 * without the condition would be of whatever is there at that moment.
 */
export function refusedByCondition(what: string, cause: PenstockError): PenstockError {
  return new PenstockError(
    "store-rejected",
    `${what}: the store refuses the condition, though the source is the planned version`,
    { cause, details: cause.details },
  );
}

/** What a rejection says of the source; the destination was good enough for Initiate. */
const ABOUT_THE_SOURCE = new Set(["AccessDenied", "InvalidObjectState", "NoSuchBucket"]);

export function toCopyError(error: unknown): unknown {
  if (!isPenstockError(error)) {
    return error;
  }
  const storeCode = error.details["storeCode"];
  if (storeCode === "InvalidRange") {
    return new PenstockError("source-changed", `${error.message}: the source got shorter`, {
      cause: error,
      details: error.details,
    });
  }
  const isAboutSource =
    isPenstockError(error, "store-missing") || ABOUT_THE_SOURCE.has(String(storeCode));
  return isAboutSource ? toSourceError(error) : error;
}
