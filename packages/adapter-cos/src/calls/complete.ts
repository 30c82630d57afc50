import { createHash } from "node:crypto";
import {
  type ETag,
  type ListedPart,
  toETag,
  type UploadRef,
  type WholeObject,
} from "@penstock/core";
import { bytesBody } from "../bytes-body.ts";
import type { CosConnection } from "../cos-connection.ts";
import { toCosError } from "../cos-errors.ts";
import { invalid, requestIds } from "../cos-response.ts";
import { readCompletedETag, readError, writeCompleteDocument } from "../cos-xml.ts";
import { overwriteHeader } from "../object-headers.ts";

/**
 * COS answers Complete at once and drips white space while it merges the parts, for minutes (document
 * 436/7742): its silence and its whole may last longer than those of any other call.
 */
const LIMITS = { idleMs: 60_000, totalMs: 20 * 60_000 };

export async function complete(
  connection: CosConnection,
  {
    upload,
    parts,
    whole,
  }: {
    readonly upload: UploadRef;
    readonly parts: readonly ListedPart[];
    readonly whole: WholeObject;
  },
  signal: AbortSignal,
): Promise<ETag> {
  const document = Buffer.from(writeCompleteDocument(parts));
  const { status, headers, text } = await connection.send(
    {
      method: "POST",
      key: upload.key,
      query: { uploadId: upload.uploadId },
      headers: {
        "content-type": "application/xml",
        "content-md5": createHash("md5").update(document).digest("base64"),
        ...overwriteHeader(whole.forbidOverwrite),
      },
      body: bytesBody(document),
    },
    signal,
    LIMITS,
  );
  const etag = readCompletedETag(text);
  if (etag !== undefined) {
    return toETag(etag);
  }
  const what = `complete ${upload.key}`;
  // The status was sent before the merge: the error of the merge comes in the body of a 200.
  const error = readError(text);
  throw error === undefined
    ? invalid(what, `a 200 without a result (${text.trim().slice(0, 200)})`, headers)
    : toCosError({
        what,
        status,
        isConditional: whole.forbidOverwrite === true,
        ...error,
        ...requestIds(headers, error),
      });
}
