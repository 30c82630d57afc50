import {
  ListPartsCommand,
  type ListPartsCommandOutput,
  type Part as SdkPart,
} from "@aws-sdk/client-s3";
import {
  type ChecksumAlgorithm,
  isPenstockError,
  type ListedPart,
  type PartBody,
  type PartNumber,
  type StoredPart,
  toPartNumber,
  type UploadRef,
} from "@penstock/core";
import { placeOf, type S3Bucket } from "./s3-bucket.ts";
import { callS3 } from "./s3-client.ts";
import { checksumHeaders, customerKeyHeaders } from "./s3-headers.ts";
import { putBytes } from "./s3-put-bytes.ts";
import { asGone, etagOf, invalid } from "./s3-responses.ts";

type Part = {
  readonly upload: UploadRef;
  readonly number: PartNumber;
  readonly body: PartBody;
  readonly algorithm: ChecksumAlgorithm;
};

export async function uploadPart(
  bucket: S3Bucket,
  { upload, number, body, algorithm }: Part,
  signal: AbortSignal,
): Promise<StoredPart> {
  const { key, uploadId } = upload;
  const headers = {
    ...checksumHeaders(algorithm, body.checksum),
    ...customerKeyHeaders(bucket.encryption),
  };
  const what = `part ${number} of ${key}`;
  try {
    return await putBytes(bucket, { what, key, part: { uploadId, number }, headers, body }, signal);
  } catch (error) {
    if (isCut(error)) {
      await assertOpen(bucket, upload, signal);
    }
    throw error;
  }
}

/** The other end closed the connection, perhaps after a response that was lost with it. */
function isCut(error: unknown): boolean {
  return (
    isPenstockError(error, "store-unreachable") &&
    error.cause instanceof Error &&
    "code" in error.cause &&
    (error.cause.code === "EPIPE" || error.cause.code === "ECONNRESET")
  );
}

/**
 * A store that refuses a part before it has the body may close the connection at once, and a write
 * that fails then takes the unread response with it. Without this question an upload that is gone would
 * look like a bad connection, as often as the part is sent.
 *
 * @throws PenstockError `upload-gone`; says nothing otherwise
 */
export async function assertOpen(
  bucket: S3Bucket,
  upload: UploadRef,
  signal: AbortSignal,
): Promise<void> {
  try {
    await partsPage(bucket, upload, "0", signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isPenstockError(error, "upload-gone")) {
      throw error;
    }
  }
}

async function partsPage(
  bucket: S3Bucket,
  upload: UploadRef,
  marker: string,
  signal: AbortSignal,
): Promise<ListPartsCommandOutput> {
  const call = {
    what: `list parts of ${upload.key}`,
    command: new ListPartsCommand({ ...placeOf(bucket, upload), PartNumberMarker: marker }),
    headers: customerKeyHeaders(bucket.encryption),
  };
  try {
    return await callS3(bucket.client, call, signal);
  } catch (error) {
    throw asGone(error);
  }
}

export async function listParts(
  bucket: S3Bucket,
  upload: UploadRef,
  signal: AbortSignal,
): Promise<readonly ListedPart[]> {
  const what = `list parts of ${upload.key}`;
  const parts: ListedPart[] = [];
  let marker = "0";
  for (;;) {
    const page = await partsPage(bucket, upload, marker, signal);
    parts.push(...(page.Parts ?? []).map((part) => listedPart(what, part)));
    if (page.IsTruncated !== true) {
      return parts;
    }
    if (page.Parts === undefined || !leadsOn(page.NextPartNumberMarker, marker)) {
      throw invalid(what, "whose pages lead nowhere");
    }
    marker = String(page.NextPartNumberMarker);
  }
}

function listedPart(what: string, { PartNumber, ETag, Size }: SdkPart): ListedPart {
  if (PartNumber === undefined || Size === undefined) {
    throw invalid(what, "with a part that has no number or size");
  }
  if (!isPartNumber(PartNumber)) {
    throw invalid(what, `with a part ${PartNumber}`);
  }
  return { number: toPartNumber(PartNumber), etag: etagOf(what, ETag), sizeBytes: Size };
}

/** Upwards and to a part number: such a list has an end. */
function leadsOn(next: string | undefined, marker: string): boolean {
  return isPartNumber(Number(next)) && Number(next) > Number(marker);
}

function isPartNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= 10_000;
}
