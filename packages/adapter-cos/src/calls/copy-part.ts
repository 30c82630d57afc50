import type { IncomingHttpHeaders } from "node:http";
import {
  type ChecksumAlgorithm,
  type CopySource,
  type PartNumber,
  preconditionsOf,
  type StoredPart,
  toETag,
  toRangeHeader,
  type UploadRef,
} from "@penstock/core";
import type { CosConnection } from "../cos-connection.ts";
import { cosBucketHost } from "../cos-domain.ts";
import { toCosError } from "../cos-errors.ts";
import type { CosOptions } from "../cos-options.ts";
import { encodeKey } from "../cos-request.ts";
import { crc64Of, invalid, requestIds, textHeader } from "../cos-response.ts";
import { readCopiedPart, readError } from "../cos-xml.ts";
import { customerKeyHeaders } from "../encryption-headers.ts";

/** COS may say nothing until the bytes are copied: below 10 MB/s, after a minute of grace, it is given up. */
const GRACE_MS = 60_000;
const SLOWEST_BYTES_PER_MS = 10_000;

export function copyMs(lengthBytes: number): number {
  return GRACE_MS + Math.ceil(lengthBytes / SLOWEST_BYTES_PER_MS);
}

export async function copyPart(
  connection: CosConnection,
  {
    upload,
    number,
    source,
    algorithm,
  }: {
    readonly upload: UploadRef;
    readonly number: PartNumber;
    readonly source: CopySource;
    readonly algorithm: ChecksumAlgorithm;
  },
  signal: AbortSignal,
): Promise<StoredPart> {
  const totalMs = copyMs(source.range.lengthBytes);
  const { status, headers, text } = await connection.send(
    {
      method: "PUT",
      key: upload.key,
      query: { partNumber: String(number), uploadId: upload.uploadId },
      headers: {
        ...sourceHeaders(source, connection.options),
        "x-cos-copy-source-range": toRangeHeader(source.range),
        ...customerKeyHeaders(connection.options.encryption),
      },
    },
    signal,
    { idleMs: totalMs, totalMs },
  );
  const what = `copy of part ${number} of ${upload.key}`;
  return copiedOf(what, { status, headers, copied: readCopiedPart(text), text, algorithm });
}

/**
 * A copy that fails after the response began tells it in the body of a 200.
 *
 * @throws PenstockError for what is no result
 */
export function copiedOf(
  what: string,
  {
    status,
    headers,
    copied,
    text,
    algorithm,
  }: {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly copied: ReturnType<typeof readCopiedPart>;
    readonly text: string;
    readonly algorithm: ChecksumAlgorithm;
  },
): StoredPart {
  if (copied !== undefined) {
    const checksum = crc64Of(textHeader(headers, "x-cos-hash-crc64ecma") ?? copied.crc64);
    return {
      etag: toETag(copied.etag),
      ...(algorithm === "crc64xz" && checksum !== undefined ? { checksum } : {}),
    };
  }
  const error = readError(text);
  throw error === undefined
    ? invalid(what, `a 200 without a result (${text.trim().slice(0, 200)})`, headers)
    : toCosError({ what, status, isCopy: true, ...error, ...requestIds(headers, error) });
}

/** Names the source, and the version that was planned. */
export function sourceHeaders(
  { bucket, key, sourceVersion }: Omit<CopySource, "range">,
  { bucket: ownBucket, region, encryption }: CosOptions,
): Record<string, string> {
  const conditions = Object.entries(preconditionsOf(sourceVersion)).map(
    ([name, value]) => [`x-cos-copy-source-${name}`, value] as const,
  );
  const isOwn = bucket === cosBucketHost(ownBucket, region);
  return {
    "x-cos-copy-source": `${bucket}/${encodeKey(key)}`,
    ...Object.fromEntries(conditions),
    // Another bucket's object is not encrypted with this connection's key.
    ...(isOwn ? customerKeyHeaders(encryption, "x-cos-copy-source") : {}),
  };
}
