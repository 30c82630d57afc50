import { rm } from "node:fs/promises";
import { type ByteRange, crc64ToDecimal } from "@penstock/core";
import { copyBytes } from "../body.ts";
import { type Call, vendorHeaderIn } from "../call.ts";
import { checkPartEncryption, encryptionHeaders } from "../encryption.ts";
import { ErrorResponse } from "../error-response.ts";
import { eTagKind } from "../etag.ts";
import { checksumElements } from "../integrity-headers.ts";
import { respondXml, setHeaders } from "../response.ts";
import { readObject } from "../store/object-folder.ts";
import { element, parent } from "../xml.ts";
import { spellingOf } from "../xml-spelling.ts";
import { findSource, inTurns } from "./copy-source.ts";
import { findOpenUpload } from "./find-upload.ts";
import { readPartNumber } from "./upload-part.ts";

/** Upload Part - Copy (COS document 436/8287): a part out of bytes that the store has already. */
export async function copyPart(call: Call): Promise<void> {
  const { store, response, behaviour, dialect } = call;
  const number = readPartNumber(call);
  const upload = findOpenUpload(call);
  const { encryption } = upload.record.attributes;
  checkPartEncryption(call, encryption);
  const source = findSource(call);
  const range = readSourceRange(call, source.record.sizeBytes);
  using attempt = store.uploads.attempt(upload, number, behaviour.samePartAtOnce);
  await using _hold = upload.folder.hold();
  await using _sourceHold = source.folder.hold();

  const etag = eTagKind(call, { md5: undefined }, encryption);
  const bytes = inTurns(readObject(source, range));
  const { path, ...part } = await copyBytes(bytes, upload.folder, {
    etag,
    checksum: upload.record.checksum?.name,
  });
  try {
    await store.uploads.upload(upload, attempt, path, part);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }

  // COS promises the CRC-64 and does not say where (document 436/43320).
  response.setHeader("x-cos-hash-crc64ecma", crc64ToDecimal(part.crc64));
  setHeaders(response, encryptionHeaders(encryption, dialect));
  const spelling = spellingOf(call);
  respondXml(
    response,
    parent("CopyPartResult", [
      spelling.etag(part.etag),
      element("LastModified", spelling.time(Date.now())),
      ...checksumElements(part.checksum, dialect),
    ]),
  );
}

function readSourceRange(call: Call, sizeBytes: number): ByteRange {
  const text = vendorHeaderIn(call, "copy-source-range");
  if (text === undefined) {
    return { startByte: 0, lengthBytes: sizeBytes };
  }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(text) ?? [];
  if (first === undefined || Number(last) < Number(first)) {
    throw new ErrorResponse("InvalidArgument", "A range to copy is bytes=first-last.");
  }
  if (Number(last) >= sizeBytes) {
    throw new ErrorResponse("InvalidRange", "The range is not inside of the source.");
  }
  return { startByte: Number(first), lengthBytes: Number(last) - Number(first) + 1 };
}
