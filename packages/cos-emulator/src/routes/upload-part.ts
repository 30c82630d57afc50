import { rm } from "node:fs/promises";
import { MAX_PART_NUMBER } from "@penstock/core";
import { answerEmpty } from "../answer.ts";
import { readBodyPromise, receiveBody } from "../body.ts";
import { type Call, numberInQuery } from "../call.ts";
import { crc32ToBase64, integrityHeaders } from "../integrity-headers.ts";
import { findUpload } from "./find-upload.ts";

/**
 * Upload Part (COS document 436/7750). A body that breaks off or fails its check leaves the earlier
 * part of that number in place.
 */
export async function uploadPart(call: Call): Promise<void> {
  const { store, response } = call;
  const number = numberInQuery(call, "partNumber", { least: 1, most: MAX_PART_NUMBER });
  const upload = findUpload(call);
  const promise = readBodyPromise(call);
  await using _hold = upload.folder.hold();

  const needsCrc32 = upload.record.hasObjectCrc32;
  const { path, ...part } = await receiveBody(call, upload.folder, { ...promise, needsCrc32 });
  try {
    await store.uploads.land(upload, path, { number, ...part, landedMs: Date.now() });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }

  if (promise.crc32 !== undefined) {
    response.setHeader("x-amz-checksum-crc32", crc32ToBase64(promise.crc32));
  }
  answerEmpty(response, 200, integrityHeaders(part));
}
