import { setImmediate as nextTurn } from "node:timers/promises";
import { isBucketName } from "../access/addressing.ts";
import { type Call, vendorHeaderIn } from "../call.ts";
import { judge, readConditions } from "../conditions.ts";
import { checkCopySourceEncryption } from "../encryption.ts";
import { ErrorResponse } from "../error-response.ts";
import { percentDecode } from "../percent-encoding.ts";
import type { StoredObject } from "../store/object-folder.ts";

/**
 * @throws Rejection `InvalidArgument`, `NoSuchBucket`, `NoSuchCopySource` (on the S3 dialect `NoSuchKey`),
 *   `PreconditionFailed`, or those of its encryption
 */
export function findSource(call: Call): StoredObject {
  const name = readSourceName(call);
  if (!call.buckets.has(name.bucket)) {
    throw new ErrorResponse("NoSuchBucket", "The bucket of the source does not exist.");
  }
  const source = call.store.objects.find(name);
  if (source === undefined) {
    const code = call.dialect === "cos" ? "NoSuchCopySource" : "NoSuchKey";
    throw new ErrorResponse(code, "The source of the copy does not exist.");
  }
  checkCopySourceEncryption(call, source.record.attributes.encryption);
  const conditions = readConditions((header) => vendorHeaderIn(call, `copy-source-${header}`));
  if (judge(conditions, source.record) !== "met") {
    throw new ErrorResponse("PreconditionFailed", "The source is not the one that was asked for.");
  }
  return source;
}

/** COS writes the host of the source's bucket before the key, S3 its name. */
function readSourceName(call: Call): { readonly bucket: string; readonly key: string } {
  const text = vendorHeaderIn(call, "copy-source") ?? "";
  const [path = "", search] = text.split("?");
  if (search !== undefined && search !== "versionId=null") {
    throw new ErrorResponse("NotImplemented", "The store keeps no versions.");
  }
  const decoded = percentDecode(path).replace(/^\//, "");
  const slash = decoded.indexOf("/");
  const [host, key] = [decoded.slice(0, Math.max(slash, 0)), decoded.slice(slash + 1)];
  const bucket = call.dialect === "cos" ? (host.split(".")[0] ?? "") : host;
  if (!isBucketName(bucket) || key === "") {
    throw new ErrorResponse("InvalidArgument", "The copy source names no bucket and key.");
  }
  return { bucket, key };
}

/** Files are read synchronously: between two reads the others have their turn. */
export async function* inTurns(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    yield chunk;
    await nextTurn();
  }
}
