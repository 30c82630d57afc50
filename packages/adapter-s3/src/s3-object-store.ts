import {
  type ChecksumAlgorithm,
  isPenstockError,
  type NewObject,
  type ObjectHead,
  type ObjectStore,
  type PartBody,
  SOURCE_MARK_NAME,
  type StoredPut,
  TOKEN_NAME,
} from "@penstock/core";
import type { S3Bucket } from "./s3-bucket.ts";
import { createS3Client, type S3Options } from "./s3-client.ts";
import { copyObject } from "./s3-copy-object.ts";
import { copyPart } from "./s3-copy-part.ts";
import { headS3 } from "./s3-head.ts";
import {
  checksumHeaders,
  customerKeyHeaders,
  encryptionHeaders,
  objectHeaders,
  overwriteHeaders,
} from "./s3-headers.ts";
import { listParts, uploadPart } from "./s3-parts.ts";
import { putBytes } from "./s3-put-bytes.ts";
import { S3Rejections } from "./s3-rejections.ts";
import { etagOf, invalid, UNVERSIONED, wholeCrc32Of } from "./s3-responses.ts";
import { createS3Transport } from "./s3-transport.ts";
import { abort, complete, initiate, listUploads } from "./s3-uploads.ts";

/** A bucket of Amazon S3, or of a server that speaks its API, through Amazon's client, bytes without it. */
export function createS3ObjectStore(options: S3Options): ObjectStore & { close(): void } {
  const rejections = new S3Rejections(options);
  const client = createS3Client(options, rejections);
  const transport = createS3Transport(options, client, rejections);
  const bucket: S3Bucket = {
    client,
    transport,
    name: options.bucket,
    profile: {
      ...options.profile,
      checksum: options.checksum ?? options.profile.checksum,
      pathStyle: options.pathStyle ?? options.profile.pathStyle,
    },
    encryption: options.encryption,
  };
  return {
    profile: bucket.profile,
    initiate: async (object, signal) => await initiate(bucket, object, signal),
    uploadPart: async (upload, number, body, algorithm, signal) =>
      await uploadPart(bucket, { upload, number, body, algorithm }, signal),
    copyPart: async (upload, number, source, _algorithm, signal) =>
      await copyPart(bucket, { upload, number, source }, signal),
    complete: async (upload, parts, whole, signal) =>
      await complete(bucket, { upload, parts, whole }, signal),
    abort: async (upload, signal) => await abort(bucket, upload, signal),
    listParts: async (upload, signal) => await listParts(bucket, upload, signal),
    listUploads: (prefix, signal) => listUploads(bucket, prefix, signal),
    put: async (object, body, signal) => await put(bucket, object, body, signal),
    copyObject: async (copy, signal) => await copyObject(bucket, copy, signal),
    head: async (key, algorithm, signal) => await head(bucket, key, algorithm, signal),
    close() {
      client.destroy();
      transport.close();
    },
  };
}

async function put(
  bucket: S3Bucket,
  object: NewObject,
  body: PartBody,
  signal: AbortSignal,
): Promise<StoredPut> {
  const { key, checksum, forbidOverwrite } = object;
  const headers = {
    ...objectHeaders(object),
    ...encryptionHeaders(bucket.encryption),
    ...checksumHeaders(checksum, body.checksum),
    ...overwriteHeaders(bucket.profile.behaviour.overwriteGuard.is, forbidOverwrite),
  };
  return await putBytes(bucket, { what: `put ${key}`, key, headers, body }, signal);
}

async function head(
  { client, name, encryption }: S3Bucket,
  key: string,
  algorithm: ChecksumAlgorithm,
  signal: AbortSignal,
): Promise<ObjectHead | undefined> {
  const what = `head ${key}`;
  const headers = customerKeyHeaders(encryption);
  const withChecksum = algorithm === "crc32";
  const request = { what, bucket: name, key, withChecksum, headers };
  const response = await headS3(client, request, signal).catch((error: unknown) => {
    // A HEAD has no document: a bucket that is missing cannot be told from an object that is.
    if (isPenstockError(error, "store-missing")) {
      return undefined;
    }
    throw error;
  });
  if (response === undefined) {
    return undefined;
  }
  if (response.ContentLength === undefined) {
    throw invalid(what, "without a size");
  }
  const token = response.Metadata?.[TOKEN_NAME];
  const sourceMark = response.Metadata?.[SOURCE_MARK_NAME];
  const checksum = algorithm === "crc32" ? wholeCrc32Of(response) : undefined;
  const sse = response.ServerSideEncryption ?? response.SSECustomerAlgorithm;
  return {
    etag: etagOf(what, response.ETag),
    sizeBytes: response.ContentLength,
    ...(token !== undefined && { token }),
    ...(sourceMark !== undefined && { sourceMark }),
    ...(checksum !== undefined && { checksum }),
    ...(sse !== undefined && { encryption: sse }),
    ...(response.VersionId !== undefined &&
      response.VersionId !== UNVERSIONED && { versionId: response.VersionId }),
  };
}
