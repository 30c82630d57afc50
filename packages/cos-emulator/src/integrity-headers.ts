import type { OutgoingHttpHeaders } from "node:http";
import { crc64ToDecimal } from "@penstock/core";
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

/** A CRC32 as S3 writes it: base64 of its four bytes, most significant first. */
export function crc32ToBase64(crc32: string): string {
  return Buffer.from(crc32, "hex").toString("base64");
}
