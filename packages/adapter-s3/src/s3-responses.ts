import type { IncomingHttpHeaders } from "node:http";
import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import {
  type ETag,
  isPenstockError,
  PenstockError,
  type SourceHeaders,
  type StoredPart,
  type StoredPut,
  toETag,
} from "@penstock/core";

/** A bucket that has stopped keeping versions calls the newest object so. */
export const UNVERSIONED = "null";

/** What the responses to a part, a copied part and a PUT have in common. */
type PartResponse = {
  readonly ETag?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
};

export function storedPart(what: string, response: PartResponse | undefined): StoredPart {
  const checksum = crc32Of(response?.ChecksumCRC32);
  return { etag: etagOf(what, response?.ETag), ...(checksum !== undefined && { checksum }) };
}

/** Of the whole object; a COMPOSITE value is a checksum of checksums ("…-3"), which says nothing about the bytes. */
export function wholeCrc32Of(response: {
  readonly ChecksumType?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
}): string | undefined {
  return response.ChecksumType === "FULL_OBJECT" ? crc32Of(response.ChecksumCRC32) : undefined;
}

/** How the store keeps an object that came in one PUT. */
export function keptAs(headers: IncomingHttpHeaders): Pick<StoredPut, "encryption" | "versionId"> {
  const encryption =
    textHeader(headers, "x-amz-server-side-encryption") ??
    textHeader(headers, "x-amz-server-side-encryption-customer-algorithm");
  return { ...(encryption !== undefined && { encryption }), ...versionOf(headers) };
}

function versionOf(headers: IncomingHttpHeaders): Pick<StoredPut, "versionId"> {
  const versionId = textHeader(headers, "x-amz-version-id");
  return versionId === undefined || versionId === UNVERSIONED ? {} : { versionId };
}

export function textHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

function crc32Of(base64: string | undefined): string | undefined {
  const isCrc32 = base64 !== undefined && /^[A-Za-z0-9+/]{6}==$/.test(base64);
  return isCrc32 ? Buffer.from(base64, "base64").toString("hex") : undefined;
}

/**
 * "Promise resolved" is not success: the SDK resolves without an ETag on a 200 whose body is an Error
 * and a newline, and on a part's response that has no such header.
 */
export function etagOf(what: string, text: string | undefined): ETag {
  if (text === undefined || text === "" || text === '""') {
    throw invalid(what, "without an ETag");
  }
  return toETag(text);
}

/** The SDK's fields of a HEAD as the headers that they were. */
export function headersOf(response: HeadObjectCommandOutput): SourceHeaders {
  return {
    etag: response.ETag,
    "last-modified": response.LastModified?.toUTCString(),
    "x-amz-version-id": response.VersionId,
    "x-amz-checksum-crc32": response.ChecksumCRC32,
    "x-amz-checksum-crc32c": response.ChecksumCRC32C,
    "x-amz-checksum-crc64nvme": response.ChecksumCRC64NVME,
    "x-amz-checksum-sha1": response.ChecksumSHA1,
    "x-amz-checksum-sha256": response.ChecksumSHA256,
  };
}

/** Ceph calls an upload that is gone a missing key. */
export function asGone(error: unknown): unknown {
  return isPenstockError(error, "store-missing") && error.details["storeCode"] === "NoSuchKey"
    ? new PenstockError("upload-gone", error.message, { cause: error, details: error.details })
    : error;
}

export function invalid(what: string, how: string): PenstockError {
  return new PenstockError("store-response-invalid", `${what}: the store sent a response ${how}`);
}
