import type { OutgoingHttpHeaders } from "node:http";
import { crc64ToDecimal } from "@penstock/core";
import type { Dialect } from "./access/authorize.ts";
import {
  type BodyChecksum,
  elementOfChecksum,
  headerOfChecksum,
  type StoredChecksum,
} from "./checksum.ts";
import { quoted } from "./etag.ts";
import { element } from "./xml.ts";

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

/** The checksum of a body as the S3 dialect tells it, where there is one. */
export function checksumHeader(
  checksum: BodyChecksum | undefined,
  dialect: Dialect,
): OutgoingHttpHeaders {
  return dialect === "cos" || checksum === undefined
    ? {}
    : { [headerOfChecksum(checksum.name)]: checksum.value };
}

/** The same in a document. */
export function checksumElements(
  checksum: BodyChecksum | undefined,
  dialect: Dialect,
): readonly string[] {
  return dialect === "cos" || checksum === undefined
    ? []
    : [element(elementOfChecksum(checksum.name), checksum.value)];
}

/** With what it is made of, for what may be made of parts. */
export function storedChecksumElements(
  checksum: StoredChecksum | undefined,
  dialect: Dialect,
): readonly string[] {
  return dialect === "cos" || checksum === undefined
    ? []
    : [...checksumElements(checksum, dialect), element("ChecksumType", checksum.type)];
}

/** Which checksum there is, where its value is not told. */
export function algorithmElements(
  checksum: Omit<StoredChecksum, "value"> | undefined,
  dialect: Dialect,
): readonly string[] {
  return dialect === "cos" || checksum === undefined
    ? []
    : [
        element("ChecksumAlgorithm", checksum.name.toUpperCase()),
        element("ChecksumType", checksum.type),
      ];
}
