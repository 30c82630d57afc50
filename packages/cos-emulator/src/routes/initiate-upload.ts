import { randomBytes } from "node:crypto";
import { answerXml, setHeaders } from "../answer.ts";
import { readAttributes } from "../attributes.ts";
import { type Call, headerIn } from "../call.ts";
import { encryptionHeaders } from "../encryption.ts";
import { overwriteGuard } from "../overwrite-guard.ts";
import { Refusal } from "../refusal.ts";
import { element, parent } from "../xml.ts";
import { spellingOf } from "../xml-spelling.ts";

/** Initiate Multipart Upload (COS document 436/7746). Not idempotent: each call opens another upload. */
export async function initiateUpload(call: Call): Promise<void> {
  const { bucket, key, store, response, face } = call;
  const hasObjectCrc32 = readChecksumType(call);
  const initiatedMs = Date.now();
  const uploadId = newUploadId(initiatedMs);
  const attributes = readAttributes(call);
  overwriteGuard(call)();
  store.uploads.start({ uploadId, bucket, key, attributes, hasObjectCrc32, initiatedMs });
  if (hasObjectCrc32) {
    response.setHeader("x-amz-checksum-algorithm", "CRC32");
    response.setHeader("x-amz-checksum-type", "FULL_OBJECT");
  }
  setHeaders(response, encryptionHeaders(attributes.encryption, face));
  const xml = parent("InitiateMultipartUploadResult", [
    element("Bucket", bucket),
    element("Key", key),
    element(spellingOf(call).uploadId, uploadId),
  ]);
  // The document's samples begin with empty lines and have no declaration.
  answerXml(response, `\n\n${xml}`);
}

/** The shape of COS: the Unix second, then 64 hex digits. Clients have to treat it as opaque. */
function newUploadId(nowMs: number): string {
  return `${Math.floor(nowMs / 1000)}${randomBytes(32).toString("hex")}`;
}

/**
 * True when the S3 face asked for a CRC32 of the whole object. Without FULL_OBJECT it would be one
 * of the part checksums (S3 API, x-amz-checksum-type), of which nothing here can make use.
 */
function readChecksumType(call: Call): boolean {
  const algorithm = call.face === "s3" ? headerIn(call, "x-amz-checksum-algorithm") : undefined;
  if (algorithm !== undefined && algorithm !== "CRC32") {
    throw new Refusal("NotImplemented", "The only x-amz-checksum-algorithm is CRC32.");
  }
  return algorithm === "CRC32" && headerIn(call, "x-amz-checksum-type") === "FULL_OBJECT";
}
