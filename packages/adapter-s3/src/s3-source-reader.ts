import type { S3Client } from "@aws-sdk/client-s3";
import {
  type EntryReader,
  PenstockError,
  type SourceReader,
  type SourceStat,
  type SourceVersion,
  sourceAttributesOf,
  sourceVersionOf,
  toSourceError,
} from "@penstock/core";
import { openWhole, readPinned } from "@penstock/transport";
import { s3AttributesOf } from "./s3-attributes.ts";
import { createS3Client, type S3Options } from "./s3-client.ts";
import { headS3 } from "./s3-head.ts";
import { customerKeyHeaders, type Headers } from "./s3-headers.ts";
import { S3Rejections } from "./s3-rejections.ts";
import { headersOf, wholeCrc32Of } from "./s3-responses.ts";
import { createS3Transport, type S3Transport } from "./s3-transport.ts";

/** A bucket of an S3 server to read from. Every read is compared with all that `stat` saw. */
export function createS3SourceReader(
  options: S3Options,
): SourceReader & EntryReader & { close(): void } {
  const rejections = new S3Rejections(options);
  const client = createS3Client(options, rejections);
  const transport = createS3Transport(options, client, rejections);
  return {
    kind: "s3",
    stat: async (key, signal) => await stat(client, options, key, signal),
    read: (key, sourceVersion, range, signal) =>
      readPinned(opener(transport, options, { key, sourceVersion }, signal), {
        what: key,
        sourceVersion,
        range,
      }),
    open: async (key, sourceVersion, signal) => {
      const { headers, chunks } = await openWhole(
        opener(transport, options, { key, sourceVersion }, signal),
        { what: key, sourceVersion },
      );
      return { attributes: sourceAttributesOf(headers), chunks };
    },
    close() {
      client.destroy();
      transport.close();
    },
  };
}

async function stat(
  client: S3Client,
  { bucket, encryption, sourceVersion }: S3Options,
  key: string,
  signal: AbortSignal,
): Promise<SourceStat> {
  const headers = customerKeyHeaders(encryption);
  const request = { what: `head ${key}`, bucket, key, withChecksum: true, headers };
  const response = await headS3(client, request, signal).catch((error: unknown) => {
    throw toSourceError(error);
  });
  const { ContentLength } = response;
  // Every store has an ETag of every object: without one it is a page of something between.
  if (ContentLength === undefined || response.ETag === undefined) {
    throw new PenstockError(
      "source-response-invalid",
      `the source does not report the ${ContentLength === undefined ? "size" : "ETag"} of ${key}`,
    );
  }
  const crc32 = wholeCrc32Of(response);
  const attributes = s3AttributesOf(response);
  const { contentEncoding } = attributes.attributes;
  return {
    sourceVersion: {
      ...sourceVersionOf(
        ContentLength,
        { headers: headersOf(response), isWhole: true },
        sourceVersion,
      ),
      ...(crc32 !== undefined && { checksum: { algorithm: "crc32", value: crc32 } }),
      ...(contentEncoding !== undefined && { contentEncoding }),
    },
    attributes,
    hasRanges: true,
  };
}

type Wanted = { readonly key: string; readonly sourceVersion: SourceVersion };

/** One GET after the other, pinned. */
function opener(
  transport: S3Transport,
  { encryption }: S3Options,
  { key, sourceVersion }: Wanted,
  signal: AbortSignal,
) {
  const { versionId } = sourceVersion;
  const query = versionId === undefined ? {} : { versionId };
  return async (headers: Headers) => {
    const all = { ...headers, ...customerKeyHeaders(encryption) };
    try {
      return await transport.get({ what: key, key, query, headers: all }, signal);
    } catch (error) {
      throw toSourceError(error);
    }
  };
}
