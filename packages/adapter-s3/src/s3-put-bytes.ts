import type { PartBody, PartNumber, StoredPut, UploadId } from "@penstock/core";
import type { S3Bucket } from "./s3-bucket.ts";
import type { Headers } from "./s3-headers.ts";
import { keptAs, storedPart, textHeader } from "./s3-responses.ts";

/** A request that carries bytes to the store: the only two kinds of it. */
export type BytesPut = {
  /** The call and its object, for the errors. */
  readonly what: string;
  readonly key: string;
  /** Absent: the bytes are the whole object. */
  readonly part?: { readonly uploadId: UploadId; readonly number: PartNumber };
  /** Besides those of the length and of the signature. */
  readonly headers: Headers;
  readonly body: PartBody;
};

/** Sends the bytes with their exact length, one chunk after the other. */
export async function putBytes(
  { transport }: S3Bucket,
  { what, key, part, headers, body }: BytesPut,
  signal: AbortSignal,
): Promise<StoredPut> {
  const query =
    part === undefined ? {} : { partNumber: String(part.number), uploadId: part.uploadId };
  const response = await transport.put({ what, key, query, headers }, body, signal);
  const stored = storedPart(what, {
    ETag: response.etag,
    ChecksumCRC32: textHeader(response, "x-amz-checksum-crc32"),
  });
  return part === undefined ? { ...stored, ...keptAs(response) } : stored;
}
