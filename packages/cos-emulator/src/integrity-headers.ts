import type { OutgoingHttpHeaders } from "node:http";
import { crc64ToDecimal } from "@penstock/core";
import type { Dialect } from "./access/authorize.ts";
import { type BodyChecksum, headerOfChecksum } from "./checksum.ts";
import { quoted } from "./etag.ts";

/** The ETag and the CRC-64/XZ (COS document 436/40334) that go with every stored body. */
export function integrityHeaders({
  etag,
  crc64,
}: {
  readonly etag: string;
  readonly crc64: string;
}): OutgoingHttpHeaders {
  return { ETag: quoted(etag), "x-cos-hash-crc64ecma": crc64ToDecimal(crc64) };
}

/** Another checksum of a body as the S3 dialect tells it, where there is one. */
export function checksumHeader(
  checksum: BodyChecksum | undefined,
  dialect: Dialect,
): OutgoingHttpHeaders {
  return dialect === "cos" || checksum === undefined
    ? {}
    : { [headerOfChecksum(checksum.name)]: checksum.value };
}

/** The CRC32 of a body as the S3 dialect tells it, where there is one. */
export function crc32Header(crc32: string | undefined, dialect: Dialect): OutgoingHttpHeaders {
  return dialect === "cos" || crc32 === undefined
    ? {}
    : { "x-amz-checksum-crc32": crc32ToBase64(crc32) };
}

/** A CRC32 as S3 writes it: base64 of its four bytes, most significant first. */
export function crc32ToBase64(crc32: string): string {
  return Buffer.from(crc32, "hex").toString("base64");
}
