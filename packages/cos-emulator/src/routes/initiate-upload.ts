import { randomBytes } from "node:crypto";
import { readAttributes } from "../attributes.ts";
import { type Call, headerIn } from "../call.ts";
import { toChecksumName } from "../checksum.ts";
import { encryptionHeaders } from "../encryption.ts";
import { ErrorResponse } from "../error-response.ts";
import { overwriteGuard } from "../overwrite-guard.ts";
import { respondXml, setHeaders } from "../response.ts";
import type { UploadRecord } from "../store/records.ts";
import { element, parent } from "../xml.ts";
import { spellingOf } from "../xml-spelling.ts";

/** Initiate Multipart Upload (COS document 436/7746). Not idempotent: each call opens another upload. */
export async function initiateUpload(call: Call): Promise<void> {
  const { bucket, key, store, response, dialect } = call;
  const checksum = readChecksum(call);
  const initiatedMs = Date.now();
  const uploadId = newUploadId(initiatedMs);
  const attributes = readAttributes(call);
  overwriteGuard(call)();
  store.uploads.start({ uploadId, bucket, key, attributes, checksum, initiatedMs });
  if (checksum !== undefined) {
    response.setHeader("x-amz-checksum-algorithm", checksum.name.toUpperCase());
    response.setHeader("x-amz-checksum-type", checksum.type);
  }
  setHeaders(response, encryptionHeaders(attributes.encryption, dialect));
  const xml = parent("InitiateMultipartUploadResult", [
    element("Bucket", bucket),
    element("Key", key),
    element(spellingOf(call).uploadId, uploadId),
  ]);
  // The document's samples begin with empty lines and have no declaration.
  respondXml(response, `\n\n${xml}`);
}

/** The shape of COS: the Unix second, then 64 hex digits. Clients have to treat it as opaque. */
function newUploadId(nowMs: number): string {
  return `${Math.floor(nowMs / 1000)}${randomBytes(32).toString("hex")}`;
}

/**
 * Which checksum the S3 dialect asked for, of each part and of the whole, and whether that one is of the
 * bytes or of the checksums of the parts (S3 API, x-amz-checksum-type).
 *
 * @throws Rejection `InvalidRequest` for a pair that does not exist
 */
function readChecksum(call: Call): UploadRecord["checksum"] {
  const algorithm = call.dialect === "s3" ? headerIn(call, "x-amz-checksum-algorithm") : undefined;
  if (algorithm === undefined) {
    return undefined;
  }
  const name = toChecksumName(algorithm);
  const usual = name === "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE";
  const type = headerIn(call, "x-amz-checksum-type") ?? usual;
  const isKnown = type === usual || (type === "FULL_OBJECT" && name.startsWith("crc"));
  if (!isKnown || (type !== "FULL_OBJECT" && type !== "COMPOSITE")) {
    throw new ErrorResponse(
      "InvalidRequest",
      `The checksum type ${type} does not go with ${algorithm}.`,
    );
  }
  return { name, type };
}
