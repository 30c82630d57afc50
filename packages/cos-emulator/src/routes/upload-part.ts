import { rm } from "node:fs/promises";
import { MAX_PART_NUMBER } from "@penstock/core";
import type { Dialect } from "../access/authorize.ts";
import { receiveBody } from "../body.ts";
import { type Call, numberInQuery } from "../call.ts";
import type { ChecksumName } from "../checksum.ts";
import { readDeclaredBody, readLength, readPacking } from "../declared-body.ts";
import { checkPartEncryption, encryptionHeaders } from "../encryption.ts";
import { ErrorResponse } from "../error-response.ts";
import { eTagKind } from "../etag.ts";
import { checksumHeader, integrityHeaders } from "../integrity-headers.ts";
import { respondEmpty } from "../response.ts";
import type { OpenUpload } from "../store/upload-store.ts";
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
  checkAlgorithm(checksum, promise.checksum?.name, dialect);
  using attempt = store.uploads.attempt(upload, number, behaviour.samePartAtOnce);
  await using _hold = upload.folder.hold();

  const wanted = {
    etag: eTagKind(call, promise, encryption),
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
    ...checksumHeader(part.checksum, dialect),
    ...encryptionHeaders(encryption, dialect),
  });
}

/**
 * S3 makes up for a missing checksum only where the whole has one of its own bytes.
 *
 * @throws Rejection `InvalidRequest`
 */
function checkAlgorithm(
  wanted: OpenUpload["record"]["checksum"],
  sent: ChecksumName | undefined,
  dialect: Dialect,
): void {
  const mayBeMissing = dialect === "cos" || wanted?.type === "FULL_OBJECT";
  const isRight =
    wanted === undefined || (sent === undefined ? mayBeMissing : sent === wanted.name);
  if (!isRight) {
    throw new ErrorResponse(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${wanted.name}, actual checksum Type: ${sent ?? "null"}`,
    );
  }
}

/** @throws Rejection `InvalidArgument` */
export function readPartNumber(call: Call): number {
  return numberInQuery(call, "partNumber", { least: 1, most: MAX_PART_NUMBER });
}
