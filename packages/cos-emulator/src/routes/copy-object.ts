import { basename } from "node:path";
import { crc64ToDecimal } from "@penstock/core";
import { readAttributes } from "../attributes.ts";
import { copyBytes } from "../body.ts";
import { type Call, headerIn, vendorHeaderIn } from "../call.ts";
import { type ChecksumName, toChecksumName } from "../checksum.ts";
import { encryptionHeaders } from "../encryption.ts";
import { ErrorResponse } from "../error-response.ts";
import { eTagKind } from "../etag.ts";
import { storedChecksumElements } from "../integrity-headers.ts";
import { overwriteGuard } from "../overwrite-guard.ts";
import { respondXml, setHeaders } from "../response.ts";
import { readObject, type StoredObject } from "../store/object-folder.ts";
import type { Attributes, ObjectRecord } from "../store/records.ts";
import { element, parent } from "../xml.ts";
import { spellingOf } from "../xml-spelling.ts";
import { findSource, inTurns } from "./copy-source.ts";
import { assertRestored } from "./read-object.ts";

const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** PUT Object - Copy (COS document 436/10881): an object of one piece out of another one. */
export async function copyObject(call: Call): Promise<void> {
  const { bucket, key, store, response, dialect } = call;
  const source = findSource(call);
  assertRestored(source.record);
  if (source.record.sizeBytes > MAX_COPY_BYTES) {
    throw new ErrorResponse(
      "InvalidRequest",
      "One request copies at most 5 GiB: copy it in parts.",
    );
  }
  const attributes = attributesOfCopy(call, source);
  const checksum = checksumOfCopy(call, source);
  const guard = overwriteGuard(call);
  guard();
  await using _hold = source.folder.hold();
  const { name, folder } = store.newFolder();
  try {
    const whole = { startByte: 0, lengthBytes: source.record.sizeBytes };
    const etag = eTagKind(call, { md5: undefined }, attributes.encryption);
    const bytes = inTurns(readObject(source, whole));
    const { path, ...facts } = await copyBytes(bytes, folder, { etag, checksum });
    guard();
    const pieces = [{ file: basename(path), sizeBytes: facts.sizeBytes }];
    const kept = {
      ...{ bucket, key, attributes, ...facts, storedMs: Date.now(), folder: name, pieces },
      checksum: facts.checksum && { ...facts.checksum, type: "FULL_OBJECT" as const },
    };
    const earlier = store.objects.replace({ record: kept, folder });
    await earlier?.discard();
    response.setHeader("x-cos-hash-crc64ecma", crc64ToDecimal(facts.crc64));
    setHeaders(response, encryptionHeaders(attributes.encryption, dialect));
    respondXml(response, resultXml(call, kept));
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

/**
 * The one that is asked for, else that of the source; of all bytes in any case, so that the value of an
 * object made of parts is another one afterwards (S3 API, CopyObject).
 *
 * @throws Rejection `InvalidRequest`
 */
function checksumOfCopy(call: Call, { record }: StoredObject): ChecksumName | undefined {
  if (call.dialect === "cos") {
    return undefined;
  }
  const algorithm = headerIn(call, "x-amz-checksum-algorithm");
  return algorithm === undefined ? record.checksum?.name : toChecksumName(algorithm);
}

/**
 * What describes the source comes along unless it is to be replaced; class, access and encryption are
 * those of the request.
 *
 * @throws Rejection `InvalidRequest` for a copy onto itself that would change nothing
 */
function attributesOfCopy(call: Call, { record }: StoredObject): Attributes {
  const asked = readAttributes(call);
  const replacesMetadata = isReplaced(call, "metadata-directive");
  const replacesTags = isReplaced(call, "tagging-directive");
  const changes = ["storage-class", "server-side-encryption"].some(
    (name) => vendorHeaderIn(call, name) !== undefined,
  );
  const isItself = record.bucket === call.bucket && record.key === call.key;
  if (isItself && !(replacesMetadata || replacesTags || changes)) {
    throw new ErrorResponse(
      "InvalidRequest",
      "A copy of an object onto itself has to change something.",
    );
  }
  const { headers, metadata, tags } = record.attributes;
  return {
    ...asked,
    ...(replacesMetadata ? {} : { headers, metadata }),
    ...(replacesTags ? {} : { tags }),
  };
}

/** S3 says COPY and REPLACE, COS Copy and Replaced. @throws Rejection `InvalidArgument` */
function isReplaced(call: Call, name: string): boolean {
  const directive = vendorHeaderIn(call, name) ?? "COPY";
  if (!/^(copy|replaced?)$/i.test(directive)) {
    throw new ErrorResponse("InvalidArgument", `There is no ${name} ${directive}.`);
  }
  return !/^copy$/i.test(directive);
}

function resultXml(call: Call, { etag, crc64, checksum, storedMs }: ObjectRecord): string {
  const spelling = spellingOf(call);
  return parent("CopyObjectResult", [
    spelling.etag(etag),
    ...(call.dialect === "cos" ? [element("CRC64", crc64ToDecimal(crc64))] : []),
    element("LastModified", spelling.time(storedMs)),
    ...storedChecksumElements(checksum, call.dialect),
  ]);
}
