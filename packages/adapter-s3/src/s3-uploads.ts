import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
} from "@aws-sdk/client-s3";
import {
  type ETag,
  isPenstockError,
  type ListedPart,
  type NewObject,
  type OpenUpload,
  toUploadId,
  type UploadId,
  type UploadRef,
  type WholeObject,
} from "@penstock/core";
import { PageMarkers } from "@penstock/transport";
import { placeOf, type S3Bucket } from "./s3-bucket.ts";
import { callS3 } from "./s3-client.ts";
import {
  checksumHeaders,
  customerKeyHeaders,
  encryptionHeaders,
  objectHeaders,
  overwriteHeaders,
  overwriteHeadersOfInitiate,
} from "./s3-headers.ts";
import { asGone, etagOf, invalid } from "./s3-responses.ts";

/** Amazon drips white space for minutes while it joins the parts. Silence ends the call far earlier. */
const COMPLETE_MS = 20 * 60_000;

export async function initiate(
  { client, name, profile, encryption }: S3Bucket,
  object: NewObject,
  signal: AbortSignal,
): Promise<UploadId> {
  const what = `initiate ${object.key}`;
  const command = new CreateMultipartUploadCommand({
    Bucket: name,
    Key: object.key,
    // Makes the store prove the whole object by a CRC that the parts' CRCs combine to.
    ...(object.checksum === "crc32"
      ? { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" }
      : {}),
  });
  const headers = {
    ...objectHeaders(object),
    ...encryptionHeaders(encryption),
    ...overwriteHeadersOfInitiate(profile.behaviour.overwriteGuard.is, object.forbidOverwrite),
  };
  const { UploadId } = await callS3(client, { what, command, headers }, signal);
  if (UploadId === undefined || UploadId === "") {
    throw invalid(what, "without an upload id");
  }
  return toUploadId(UploadId);
}

type Completion = {
  readonly upload: UploadRef;
  readonly parts: readonly ListedPart[];
  readonly whole: WholeObject;
};

export async function complete(
  bucket: S3Bucket,
  { upload, parts, whole }: Completion,
  signal: AbortSignal,
): Promise<ETag> {
  const what = `complete ${upload.key}`;
  const isProved = whole.algorithm === "crc32" && whole.checksum !== undefined;
  const command = new CompleteMultipartUploadCommand({
    ...placeOf(bucket, upload),
    MultipartUpload: {
      Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` })),
    },
    ...(isProved ? { ChecksumType: "FULL_OBJECT", MpuObjectSize: whole.sizeBytes } : {}),
  });
  const headers = {
    ...(isProved ? checksumHeaders("crc32", whole.checksum) : {}),
    ...customerKeyHeaders(bucket.encryption),
    ...overwriteHeaders(bucket.profile.behaviour.overwriteGuard.is, whole.forbidOverwrite),
  };
  const call = { what, command, headers, totalMs: COMPLETE_MS };
  const { ETag } = await callS3(bucket.client, call, signal);
  return etagOf(what, ETag);
}

export async function abort(
  bucket: S3Bucket,
  upload: UploadRef,
  signal: AbortSignal,
): Promise<void> {
  const command = new AbortMultipartUploadCommand(placeOf(bucket, upload));
  try {
    await callS3(bucket.client, { what: `abort ${upload.key}`, command }, signal);
  } catch (error) {
    if (!isPenstockError(asGone(error), "upload-gone")) {
      throw error;
    }
  }
}

type Markers = { readonly keyMarker?: string; readonly uploadIdMarker?: string };

export async function* listUploads(
  { client, name }: S3Bucket,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<OpenUpload, void> {
  const what = `list uploads under "${prefix}"`;
  const seen = new PageMarkers();
  let markers: Markers = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({
      Bucket: name,
      Prefix: prefix,
      // Other people's keys may hold characters that XML cannot write.
      EncodingType: "url",
      KeyMarker: markers.keyMarker,
      UploadIdMarker: markers.uploadIdMarker,
    });
    const page = await callS3(client, { what, command }, signal);
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || Initiated === undefined) {
        throw invalid(what, "with an upload that has no key, id or time");
      }
      yield {
        key: decodedKey(Key, page.EncodingType === "url"),
        uploadId: toUploadId(UploadId),
        initiatedAtMs: Initiated.getTime(),
      };
    }
    if (page.IsTruncated !== true) {
      return;
    }
    const next = markersAfter(page);
    if (next === undefined || !seen.leadOn(next.keyMarker, next.uploadIdMarker)) {
      throw invalid(what, "whose pages lead nowhere");
    }
    markers = next;
  }
}

function markersAfter(page: ListMultipartUploadsCommandOutput): Markers | undefined {
  const { NextKeyMarker, NextUploadIdMarker, EncodingType } = page;
  if (NextKeyMarker === undefined || NextKeyMarker === "") {
    return undefined;
  }
  return {
    // Ceph, which does not say that it encodes, leaves this one as it is.
    keyMarker: EncodingType === "url" ? decodedKey(NextKeyMarker, true) : NextKeyMarker,
    ...(NextUploadIdMarker !== undefined && { uploadIdMarker: NextUploadIdMarker }),
  };
}

/**
 * Amazon writes a space as "+" and says that it encodes. Ceph encodes by percent signs alone and does
 * not say so; what cannot be decoded comes from a store that does not encode at all.
 */
function decodedKey(key: string, isDeclared: boolean): string {
  try {
    return decodeURIComponent(isDeclared ? key.replaceAll("+", " ") : key);
  } catch {
    return key;
  }
}
