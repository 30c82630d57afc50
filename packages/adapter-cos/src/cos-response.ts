import type { IncomingHttpHeaders } from "node:http";
import {
  type ChecksumAlgorithm,
  type ChecksumValue,
  crc64FromDecimal,
  type ETag,
  PenstockError,
  type StoredPart,
  type StoredPut,
  toETag,
} from "@penstock/core";

/** What a PUT of bytes stored, by the headers of its response. */
export function storedPart(
  what: string,
  headers: IncomingHttpHeaders,
  algorithm: ChecksumAlgorithm,
): StoredPart {
  return { etag: etagOf(what, headers), ...checksumOf(headers, algorithm) };
}

/** CRC-64/XZ of the plain bytes, whatever the encryption (documents 436/40334 and 436/45260). */
export function checksumOf(
  headers: IncomingHttpHeaders,
  algorithm: ChecksumAlgorithm,
): { readonly checksum?: ChecksumValue } {
  const checksum = crc64Of(textHeader(headers, "x-cos-hash-crc64ecma"));
  return algorithm === "crc64xz" && checksum !== undefined ? { checksum } : {};
}

/** How COS keeps an object, as the responses to its PUT and to a HEAD say. */
export function keptAs(headers: IncomingHttpHeaders): Pick<StoredPut, "encryption" | "versionId"> {
  const encryption =
    textHeader(headers, "x-cos-server-side-encryption") ??
    textHeader(headers, "x-cos-server-side-encryption-customer-algorithm");
  const versionId = textHeader(headers, "x-cos-version-id");
  return {
    ...(encryption === undefined ? {} : { encryption }),
    // A bucket that has stopped keeping versions calls the newest object "null".
    ...(versionId === undefined || versionId === "null" ? {} : { versionId }),
  };
}

/** Undefined for anything but a decimal number. */
export function crc64Of(decimal: string | undefined): ChecksumValue | undefined {
  return /^\d{1,20}$/.test(decimal ?? "") ? crc64FromDecimal(decimal ?? "") : undefined;
}

export function etagOf(what: string, headers: IncomingHttpHeaders): ETag {
  const text = headers.etag ?? "";
  if (text === "" || text === '""') {
    throw invalid(what, "a response without an ETag");
  }
  return toETag(text);
}

export function textHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

/** By which Tencent finds the request: in the document, or where there is none in the headers. */
export function requestIds(
  headers: IncomingHttpHeaders,
  document?: { readonly requestId: string; readonly traceId: string },
): { readonly requestId?: string; readonly traceId?: string } {
  const requestId = document?.requestId || textHeader(headers, "x-cos-request-id");
  const traceId = document?.traceId || textHeader(headers, "x-cos-trace-id");
  return {
    ...(requestId === undefined ? {} : { requestId }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

export function invalid(
  what: string,
  how: string,
  headers: IncomingHttpHeaders = {},
): PenstockError {
  return new PenstockError("store-response-invalid", `${what}: COS sent ${how}`, {
    details: requestIds(headers),
  });
}
