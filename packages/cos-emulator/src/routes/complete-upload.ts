import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { combineChecksums, crc64ToDecimal } from "@penstock/core";
import { readSmallBody } from "../body.ts";
import { type Call, headerIn } from "../call.ts";
import {
  type BodyChecksum,
  CHECKSUM_NAMES,
  headerOfChecksum,
  readChecksumValue,
  type StoredChecksum,
} from "../checksum.ts";
import { checkUploadKey, encryptionHeaders } from "../encryption.ts";
import { ErrorResponse, internalError } from "../error-response.ts";
import { storedChecksumElements } from "../integrity-headers.ts";
import { overwriteGuard } from "../overwrite-guard.ts";
import { chooseParts, type NamedPart, parsePartList } from "../part-list.ts";
import { errorXml, XML_TYPE } from "../response.ts";
import type { ObjectFacts } from "../store/disk-store.ts";
import type { PartFile } from "../store/part-file.ts";
import type { ObjectRecord } from "../store/records.ts";
import type { OpenUpload } from "../store/upload-store.ts";
import { wholeChecksum } from "../whole-checksum.ts";
import { element, parent } from "../xml.ts";
import { spellingOf } from "../xml-spelling.ts";
import { findOpenUpload } from "./find-upload.ts";

// 10 000 parts with escaped quotes and a checksum each are 1.4 MB.
const MAX_LIST_BYTES = 2 * 1024 * 1024;

const NAMESPACE = {
  cos: "http://www.qcloud.com/document/product/436/7751",
  s3: "http://s3.amazonaws.com/doc/2006-03-01/",
};

/**
 * Complete Multipart Upload (COS document 436/7742). What is wrong with the list is refused with a
 * plain status. After that the response is 200 at once, white space, and in the end the result, which
 * may still be an error document. The merge continues although its client hangs up.
 */
export async function completeUpload(call: Call): Promise<void> {
  const done = findCompleted(call);
  const list = await readList(call, done === undefined);
  if (done !== undefined) {
    beginResult(call, done);
    call.response.end(resultXml(call, done));
    return;
  }
  // Again, because another request may have ended the upload while the list was on its way.
  const upload = findOpenUpload(call);
  checkUploadKey(call, upload.record.attributes.encryption);
  const { completeMs, enforcesMinPart } = call.behaviour;
  const { dialect } = call;
  const rules = { dialect, enforcesMinPart, checksum: upload.record.checksum };
  const parts = chooseParts(list, upload.parts, rules);
  // Nothing may come between the choice of parts and the merge, unless the bytes have to be read.
  const checksum = upload.record.checksum && (await wholeChecksum(upload, parts));
  const facts = { ...factsOf(parts), checksum };
  checkDeclared(call, facts, upload);
  const guard = overwriteGuard(call);
  guard();

  const isMerged = call.store.complete(upload, { parts, facts, afterMs: completeMs, guard });
  beginResult(call, { ...facts, attributes: upload.record.attributes });
  await endResult(call, isMerged, facts);
}

async function readList(call: Call, isOpen: boolean): Promise<readonly NamedPart[]> {
  if (isOpen) {
    findOpenUpload(call);
  }
  return parsePartList(await readSmallBody(call, MAX_LIST_BYTES));
}

/** The object that this upload became, where a repeated Complete gets its result again. */
function findCompleted({ store, behaviour, bucket, key, query }: Call): ObjectRecord | undefined {
  const record = store.objects.find({ bucket, key })?.record;
  const isThis = record !== undefined && record.folder === query.get("uploadId");
  return isThis && behaviour.repeatedComplete === "same-result" ? record : undefined;
}

function beginResult(
  { response, dialect }: Call,
  { crc64, attributes }: Pick<ObjectRecord, "crc64" | "attributes">,
): void {
  response.writeHead(200, {
    "Content-Type": XML_TYPE,
    "x-cos-hash-crc64ecma": crc64ToDecimal(crc64),
    ...encryptionHeaders(attributes.encryption, dialect),
  });
  response.write("\n");
}

/** Drips white space until the merge is over, and tells how it ended. */
async function endResult(call: Call, isMerged: Promise<void>, facts: ObjectFacts): Promise<void> {
  const { response, behaviour } = call;
  const write = (text: string) => {
    if (!response.destroyed) {
      response.write(text);
    }
  };
  const drip = setInterval(write, behaviour.completeDripMs, " ");
  let result: string;
  try {
    await isMerged;
    result = resultXml(call, facts);
  } catch (error) {
    const errorResponse = error instanceof ErrorResponse ? error : internalError(error);
    result = errorXml(response, errorResponse, call.key);
  } finally {
    clearInterval(drip);
  }
  write(result);
  response.end();
}

function factsOf(parts: readonly PartFile[]): Omit<ObjectFacts, "checksum"> {
  // Random, so that no client can depend on the MD5 of MD5s that only some stores make it of.
  const etag = `${randomBytes(16).toString("hex")}-${parts.length}`;
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const pieces = parts.map((part) => ({ checksum: part.crc64, lengthBytes: part.sizeBytes }));
  const crc64 = combineChecksums("crc64xz", pieces);
  assert(crc64 !== undefined, "every part has a CRC-64");
  return { etag, sizeBytes, crc64 };
}

/** What the S3 dialect says of the whole object (S3 API, CompleteMultipartUpload) has to be true. */
function checkDeclared(call: Call, facts: ObjectFacts, { record }: OpenUpload): void {
  if (call.dialect === "cos") {
    return;
  }
  const type = headerIn(call, "x-amz-checksum-type");
  if (type !== undefined && type !== (record.checksum?.type ?? "null")) {
    throw new ErrorResponse(
      "InvalidRequest",
      `The upload was not initiated with a ${type} checksum.`,
    );
  }
  for (const name of CHECKSUM_NAMES) {
    const reported = headerIn(call, headerOfChecksum(name));
    if (reported !== undefined) {
      checkWhole({ name, value: readChecksumValue(name, withoutCount(reported)) }, facts.checksum);
    }
  }
  const sizeBytes = headerIn(call, "x-amz-mp-object-size");
  if (sizeBytes !== undefined && sizeBytes !== String(facts.sizeBytes)) {
    throw new ErrorResponse("InvalidRequest", "x-amz-mp-object-size is not the size of the parts.");
  }
}

/** @throws Rejection `InvalidRequest` or `BadDigest` */
function checkWhole(reported: BodyChecksum, checksum: StoredChecksum | undefined): void {
  if (reported.name !== checksum?.name) {
    throw new ErrorResponse(
      "InvalidRequest",
      `The upload was not initiated with ${reported.name}.`,
    );
  }
  if (reported.value !== withoutCount(checksum.value)) {
    throw new ErrorResponse(
      "BadDigest",
      `The ${reported.name.toUpperCase()} you specified is not that of the parts.`,
    );
  }
}

/** A checksum of checksums ends in the number of parts, which need not be repeated. */
function withoutCount(value: string): string {
  return value.replace(/-\d+$/, "");
}

function resultXml(
  call: Call,
  { etag, checksum }: Pick<ObjectRecord, "etag" | "checksum">,
): string {
  const { bucket, key, region, dialect } = call;
  const xml = parent("CompleteMultipartUploadResult", [
    element("Location", `http://${bucket}.cos.${region}.myqcloud.com/${encodeURI(key)}`),
    element("Bucket", bucket),
    element("Key", key),
    spellingOf(call).etag(etag),
    ...storedChecksumElements(checksum, dialect),
  ]);
  return xml.replace("Result>", `Result xmlns="${NAMESPACE[dialect]}">`);
}
