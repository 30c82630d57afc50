import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { combineChecksums, crc64ToDecimal } from "@penstock/core";
import { refusalXml, XML_TYPE } from "../answer.ts";
import { readCrc32Header, readSmallBody } from "../body.ts";
import { type Call, headerIn } from "../call.ts";
import { quoted } from "../etag.ts";
import { crc32ToBase64 } from "../integrity-headers.ts";
import { chooseParts, parsePartList } from "../part-list.ts";
import { internalError, Refusal } from "../refusal.ts";
import type { ObjectFacts } from "../store/disk-store.ts";
import type { PartFile } from "../store/part-file.ts";
import type { OpenUpload } from "../store/upload-store.ts";
import { element, parent } from "../xml.ts";
import { findUpload } from "./find-upload.ts";

// 10 000 parts with escaped quotes and a checksum each are 1.4 MB.
const MAX_LIST_BYTES = 2 * 1024 * 1024;

/**
 * Complete Multipart Upload (COS document 436/7742). What is wrong with the list is refused with a
 * plain status. After that the answer is 200 at once, white space, and in the end the result, which
 * may still be an error document.
 */
export async function completeUpload(call: Call): Promise<void> {
  findUpload(call);
  const list = parsePartList(await readSmallBody(call, MAX_LIST_BYTES));
  // Again, because another request may have ended the upload while the list was on its way.
  const upload = findUpload(call);
  const parts = chooseParts(list, upload.parts, call.face);
  const facts = factsOf(parts, upload);
  checkPromises(call, facts, upload);

  const isComplete = call.store.complete(upload, parts, facts);
  const { response } = call;
  response.writeHead(200, {
    "Content-Type": XML_TYPE,
    "x-cos-hash-crc64ecma": crc64ToDecimal(facts.crc64),
  });
  response.write("\n");
  let result: string;
  try {
    await isComplete;
    result = resultXml(call, facts);
  } catch (error) {
    result = refusalXml(response, internalError(error), call.key);
  }
  response.end(result);
}

function factsOf(parts: readonly PartFile[], upload: OpenUpload): ObjectFacts {
  // Random, so that nobody can depend on the MD5 of MD5s that only some stores make it of.
  const etag = `${randomBytes(16).toString("hex")}-${parts.length}`;
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const crc64 = combine("crc64xz", parts, (part) => part.crc64);
  assert(crc64 !== undefined, "every part has a CRC-64");
  const crc32 = upload.record.hasObjectCrc32
    ? combine("crc32", parts, (part) => part.crc32)
    : undefined;
  return { etag, sizeBytes, crc64, crc32 };
}

/** Undefined when a part has no checksum of this kind. */
function combine(
  algorithm: "crc64xz" | "crc32",
  parts: readonly PartFile[],
  checksumOf: (part: PartFile) => string | undefined,
): string | undefined {
  const pieces = parts.flatMap((part) => {
    const checksum = checksumOf(part);
    return checksum === undefined ? [] : [{ checksum, lengthBytes: part.sizeBytes }];
  });
  return pieces.length === parts.length ? combineChecksums(algorithm, pieces) : undefined;
}

/** What the S3 face says of the whole object (S3 API, CompleteMultipartUpload) has to be true. */
function checkPromises(call: Call, facts: ObjectFacts, { record }: OpenUpload): void {
  if (call.face === "cos") {
    return;
  }
  const crc32 = readCrc32Header(call);
  if (crc32 !== undefined && !record.hasObjectCrc32) {
    throw new Refusal("InvalidRequest", "The upload was not initiated with a full object CRC32.");
  }
  if (crc32 !== undefined && crc32 !== facts.crc32) {
    throw new Refusal("BadDigest", "The CRC32 you specified is not that of the parts.");
  }
  const sizeBytes = headerIn(call, "x-amz-mp-object-size");
  if (sizeBytes !== undefined && sizeBytes !== String(facts.sizeBytes)) {
    throw new Refusal("InvalidRequest", "x-amz-mp-object-size is not the size of the parts.");
  }
}

function resultXml({ bucket, key, region }: Call, { etag, crc32 }: ObjectFacts): string {
  return parent("CompleteMultipartUploadResult", [
    element("Location", `http://${bucket}.cos.${region}.myqcloud.com/${encodeURI(key)}`),
    element("Bucket", bucket),
    element("Key", key),
    element("ETag", quoted(etag)),
    ...(crc32 === undefined
      ? []
      : [element("ChecksumCRC32", crc32ToBase64(crc32)), element("ChecksumType", "FULL_OBJECT")]),
  ]);
}
