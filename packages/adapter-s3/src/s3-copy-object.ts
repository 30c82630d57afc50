import { CopyObjectCommand } from "@aws-sdk/client-s3";
import { isPenstockError, type ObjectCopy, type StoredPut } from "@penstock/core";
import type { S3Bucket } from "./s3-bucket.ts";
import { callMs, callS3 } from "./s3-client.ts";
import {
  assertSameVersion,
  conditionsOf,
  copySourceOf,
  refusedByCondition,
  toCopyError,
} from "./s3-copy-part.ts";
import { encryptionHeaders, objectHeaders, overwriteHeaders } from "./s3-headers.ts";
import { storedPart, UNVERSIONED } from "./s3-responses.ts";

/**
 * CopyObject, up to 5 GiB (API reference). What goes wrong after the response began stands in the body of
 * a 200, and is an error like any other. A store that ignores the condition copies another version: its
 * ETag tells, which the caller compares.
 */
export async function copyObject(
  bucket: S3Bucket,
  { object, source, keepsAttributes }: ObjectCopy,
  signal: AbortSignal,
): Promise<StoredPut> {
  const what = `copy ${source.key} to ${object.key}`;
  signal.throwIfAborted();
  const directive = keepsAttributes ? "COPY" : "REPLACE";
  const command = new CopyObjectCommand({
    ...{ Bucket: bucket.name, Key: object.key, CopySource: copySourceOf(what, source) },
    ...{ MetadataDirective: directive, TaggingDirective: directive },
  });
  const headers = {
    ...(keepsAttributes ? {} : objectHeaders(object)),
    ...encryptionHeaders(bucket.encryption),
    ...overwriteHeaders(bucket.profile.behaviour.overwriteGuard.is, object.forbidOverwrite),
    ...conditionsOf(source.sourceVersion),
  };
  const totalMs = callMs(source.sourceVersion.sizeBytes);
  try {
    const response = await callS3(bucket.client, { what, command, headers, totalMs }, signal);
    const { CopyObjectResult, VersionId, ServerSideEncryption, SSECustomerAlgorithm } = response;
    const encryption = ServerSideEncryption ?? SSECustomerAlgorithm;
    return {
      ...storedPart(what, CopyObjectResult),
      ...(encryption !== undefined && { encryption }),
      ...(VersionId !== undefined && VersionId !== UNVERSIONED && { versionId: VersionId }),
    };
  } catch (error) {
    if (isPenstockError(error, "destination-exists") && object.forbidOverwrite !== true) {
      await assertSameVersion(bucket, source, signal);
      throw refusedByCondition(what, error);
    }
    throw toCopyError(error);
  }
}
