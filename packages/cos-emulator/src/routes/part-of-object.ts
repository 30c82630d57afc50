import type { OutgoingHttpHeaders } from "node:http";
import { type ByteRange, MAX_PART_NUMBER } from "@penstock/core";
import { type Call, headerIn, numberInQuery } from "../call.ts";
import type { BodyChecksum } from "../checksum.ts";
import { ErrorResponse } from "../error-response.ts";
import { type PartFile, parsePartFileName } from "../store/part-file.ts";
import type { ObjectRecord } from "../store/records.ts";

/**
 * Where the part lies that a HEAD or GET asks for by its place in the object (S3 API, GetObject,
 * `partNumber`); undefined where none is asked for.
 *
 * @throws Rejection `NotImplemented`, `InvalidArgument`, `InvalidRequest` or `InvalidPartNumber`
 */
export function readPartRange(call: Call, { pieces }: ObjectRecord): ByteRange | undefined {
  if (!call.query.has("partNumber")) {
    return undefined;
  }
  if (call.dialect === "cos") {
    throw new ErrorResponse("NotImplemented", "COS reads ranges of objects and no parts.");
  }
  const number = numberInQuery(call, "partNumber", { least: 1, most: MAX_PART_NUMBER });
  if (headerIn(call, "range") !== undefined) {
    throw new ErrorResponse("InvalidRequest", "A part and a range cannot both be asked for.");
  }
  const piece = pieces[number - 1];
  if (piece === undefined) {
    throw new ErrorResponse("InvalidPartNumber", "The object has no part of this number.");
  }
  const startByte = pieces.slice(0, number - 1).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { startByte, lengthBytes: piece.sizeBytes };
}

/** How many parts there are, which S3 tells only to who asks for one, and of an object that has some. */
export function partCountHeader(call: Call, { etag, pieces }: ObjectRecord): OutgoingHttpHeaders {
  const isReported = call.query.has("partNumber") && etag.includes("-");
  return isReported ? { "x-amz-mp-parts-count": pieces.length } : {};
}

/** That of the part which is asked for, where there is one. */
export function partChecksum(call: Call, record: ObjectRecord): BodyChecksum | undefined {
  const number = call.query.has("partNumber") ? Number(call.query.get("partNumber")) : 0;
  return partsOf(record)[number - 1]?.checksum;
}

/** Of an object that was made of some; else none. */
export function partsOf({ etag, pieces }: ObjectRecord): readonly PartFile[] {
  return etag.includes("-") ? pieces.flatMap(({ file }) => parsePartFileName(file) ?? []) : [];
}
