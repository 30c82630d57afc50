import { rm } from "node:fs/promises";
import { MAX_PART_NUMBER } from "@penstock/core";
import { receiveBody } from "../body.ts";
import { type Call, numberInQuery } from "../call.ts";
import { readDeclaredBody, readLength, readPacking } from "../declared-body.ts";
import { checkPartEncryption, encryptionHeaders } from "../encryption.ts";
import { ErrorResponse } from "../error-response.ts";
import { eTagKind } from "../etag.ts";
import { checksumHeader, crc32Header, integrityHeaders } from "../integrity-headers.ts";
import { respondEmpty } from "../response.ts";
import { findOpenUpload } from "./find-upload.ts";

/**
 * Upload Part (COS document 436/7750). A body that breaks off or fails its check leaves the earlier
 * part of that number in place. All that can be refused without the body is refused before it.
 */
export async function uploadPart(call: Call): Promise<void> {
  const { store, response, behaviour, dialect } = call;
  readLength(call, readPacking(call) !== undefined);
  const number = readPartNumber(call);
  const upload = findOpenUpload(call);
  const promise = readDeclaredBody(call);
  const { encryption } = upload.record.attributes;
  checkPartEncryption(call, encryption);
  const { checksum } = upload.record;
  if (checksum !== undefined && (promise.checksum?.name ?? checksum.name) !== checksum.name) {
    throw new ErrorResponse("InvalidRequest", `The upload was initiated with ${checksum.name}.`);
  }
  using attempt = store.uploads.attempt(upload, number, behaviour.samePartAtOnce);
  await using _hold = upload.folder.hold();

  const wanted = {
    etag: eTagKind(call, promise, encryption),
    needsCrc32: upload.record.hasObjectCrc32,
    checksum: checksum?.name,
  };
  const { path, ...part } = await receiveBody(call, upload.folder, promise, wanted);
  try {
    await store.uploads.upload(upload, attempt, path, part);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }

  respondEmpty(response, 200, {
    ...integrityHeaders(part),
    ...crc32Header(part.crc32, dialect),
    ...checksumHeader(part.checksum, dialect),
    ...encryptionHeaders(encryption, dialect),
  });
}

/** @throws Rejection `InvalidArgument` */
export function readPartNumber(call: Call): number {
  return numberInQuery(call, "partNumber", { least: 1, most: MAX_PART_NUMBER });
}
