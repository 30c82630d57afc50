import type { OutgoingHttpHeaders } from "node:http";
import { pipeline } from "node:stream/promises";
import { type ByteRange, endByte } from "@penstock/core";
import { attributeHeaders } from "../attributes.ts";
import { type Call, headerIn } from "../call.ts";
import { judge, readConditions } from "../conditions.ts";
import { checkTrafficLimit } from "../declared-body.ts";
import { checkReadEncryption } from "../encryption.ts";
import { ErrorResponse } from "../error-response.ts";
import { checksumHeader, integrityHeaders } from "../integrity-headers.ts";
import { readObject, type StoredObject } from "../store/object-folder.ts";
import type { ObjectRecord } from "../store/records.ts";
import { findObject } from "./find-object.ts";
import { partChecksum, partCountHeader, readPartRange } from "./part-of-object.ts";

const ARCHIVED = /ARCHIVE$/;

/** HEAD Object (COS document 436/7745). */
export async function headObject(call: Call): Promise<void> {
  const object = findReadable(call);
  if (object !== undefined) {
    const { record } = object;
    respondToHead(call, record, askedRange(call, record));
    call.response.end();
  }
}

/** GET Object (COS document 436/7753), whole or one range of it, always of one version. */
export async function getObject(call: Call): Promise<void> {
  checkTrafficLimit(call);
  const object = findReadable(call);
  if (object === undefined) {
    return;
  }
  assertRestored(object.record);
  const range = askedRange(call, object.record);
  await using _hold = object.folder.hold();
  respondToHead(call, object.record, range);
  const bytes = range ?? { startByte: 0, lengthBytes: object.record.sizeBytes };
  await pipeline(readObject(object, bytes), call.response);
}

/** @throws Rejection `InvalidObjectState` */
export function assertRestored({ attributes }: ObjectRecord): void {
  if (ARCHIVED.test(attributes.storageClass)) {
    throw new ErrorResponse("InvalidObjectState", "The object is archived and was not restored.");
  }
}

/** Undefined for an object that the reader has already, which is answered. */
function findReadable(call: Call): StoredObject | undefined {
  const object = findObject(call);
  const { record } = object;
  checkReadEncryption(call, record.attributes.encryption);
  const verdict = judge(
    readConditions((name) => headerIn(call, name)),
    record,
  );
  if (verdict === "failed") {
    throw new ErrorResponse("PreconditionFailed", "The object is not the one that was asked for.");
  }
  if (verdict === "met") {
    return object;
  }
  call.response.writeHead(304, integrityHeaders(record));
  call.response.end();
  return undefined;
}

function respondToHead(call: Call, record: ObjectRecord, range: ByteRange | undefined): void {
  const headers: OutgoingHttpHeaders = {
    ...attributeHeaders(record.attributes, call.dialect),
    ...integrityHeaders(record),
    ...checksumHeaders(call, record, range),
    ...partCountHeader(call, record),
    "Accept-Ranges": "bytes",
    "Last-Modified": new Date(record.storedMs).toUTCString(),
    "Content-Length": range?.lengthBytes ?? record.sizeBytes,
  };
  if (range !== undefined) {
    const last = endByte(range) - 1;
    headers["Content-Range"] = `bytes ${range.startByte}-${last}/${record.sizeBytes}`;
  }
  call.response.writeHead(range === undefined ? 200 : 206, headers);
}

/** Of the object or of one part of it; a range that is no part has none (S3 API, GetObject). */
function checksumHeaders(
  call: Call,
  record: ObjectRecord,
  range: ByteRange | undefined,
): OutgoingHttpHeaders {
  const isAsked = call.dialect === "s3" && headerIn(call, "x-amz-checksum-mode") === "ENABLED";
  const { checksum } = record;
  if (!isAsked || checksum === undefined) {
    return {};
  }
  const reported = range === undefined ? checksum : partChecksum(call, record);
  return reported === undefined
    ? {}
    : { ...checksumHeader(reported, "s3"), "x-amz-checksum-type": checksum.type };
}

/** The bytes of a part or a range; undefined for the whole object. */
function askedRange(call: Call, record: ObjectRecord): ByteRange | undefined {
  return readPartRange(call, record) ?? readRange(call, record.sizeBytes);
}

/**
 * The asked range, cut to the object; undefined for the whole object. A header that is no single
 * byte range is ignored (RFC 9110 14.2).
 *
 * @throws Rejection `InvalidRange` for a range outside of the object
 */
function readRange(call: Call, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(headerIn(call, "range")?.trim() ?? "");
  if (match === null) {
    return undefined;
  }
  const [, first, last, suffixLength] = match;
  const startByte =
    first === undefined ? Math.max(sizeBytes - Number(suffixLength), 0) : Number(first);
  const lastByte = Math.min(last ? Number(last) : sizeBytes - 1, sizeBytes - 1);
  if (last && Number(last) < startByte) {
    return undefined;
  }
  if (startByte > lastByte) {
    call.response.setHeader("Content-Range", `bytes */${sizeBytes}`);
    throw new ErrorResponse("InvalidRange", "The requested range is not satisfiable.");
  }
  return { startByte, lengthBytes: lastByte - startByte + 1 };
}
