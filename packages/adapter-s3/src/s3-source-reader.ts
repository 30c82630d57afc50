import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  type ByteRange,
  checkRangeAnswer,
  checkWholeAnswer,
  PenstockError,
  type SourcePin,
  type SourceReader,
  type SourceStat,
  toRangeHeader,
  toSourceError,
} from "@penstock/core";
import { exactBytes, type OpenAnswer } from "@penstock/transport";
import { quoted, wholeCrc32Of } from "./s3-answers.ts";
import { s3AttributesOf } from "./s3-attributes.ts";
import { callS3, createS3Client, type S3Options } from "./s3-client.ts";
import { customerKeyHeaders } from "./s3-headers.ts";
import { S3Refusals } from "./s3-refusals.ts";
import { createS3Wire, type S3Wire } from "./s3-wire.ts";

/** A bucket of an S3 server to read from. Every read is pinned to the ETag that `stat` saw. */
export function createS3SourceReader(options: S3Options): SourceReader & { close(): void } {
  const refusals = new S3Refusals(options);
  const client = createS3Client(options, refusals);
  const wire = createS3Wire(options, client, refusals);
  return {
    kind: "s3",
    stat: async (key, signal) => await stat(client, options, key, signal),
    read: (key, pin, range, signal) => read(wire, options, { key, pin, range }, signal),
    close() {
      client.destroy();
      wire.close();
    },
  };
}

async function stat(
  client: S3Client,
  { bucket, encryption }: S3Options,
  key: string,
  signal: AbortSignal,
): Promise<SourceStat> {
  const call = {
    what: `head ${key}`,
    command: new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" }),
    headers: customerKeyHeaders(encryption),
  };
  const answer = await callS3(client, call, signal).catch((error: unknown) => {
    throw toSourceError(error);
  });
  const { ContentLength, ETag } = answer;
  if (ContentLength === undefined) {
    throw new PenstockError("source-answer-invalid", `the source does not tell the size of ${key}`);
  }
  const crc32 = wholeCrc32Of(answer);
  const attributes = s3AttributesOf(answer);
  const { contentEncoding } = attributes.attributes;
  return {
    pin: {
      sizeBytes: ContentLength,
      validator: ETag === undefined ? { kind: "size-only" } : { kind: "etag", etag: quoted(ETag) },
      ...(crc32 !== undefined && { checksum: { algorithm: "crc32", value: crc32 } }),
      ...(contentEncoding !== undefined && { contentEncoding }),
    },
    attributes,
    hasRanges: true,
  };
}

type Reading = { readonly key: string; readonly pin: SourcePin; readonly range: ByteRange };

async function* read(
  wire: S3Wire,
  { encryption }: S3Options,
  reading: Reading,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const { key, pin, range } = reading;
  const isWhole = range.lengthBytes === pin.sizeBytes;
  const headers = {
    ...(isWhole ? {} : { range: toRangeHeader(range) }),
    ...(pin.validator.kind === "etag" ? { "if-match": pin.validator.etag } : {}),
    ...customerKeyHeaders(encryption),
  };
  const answer = await wire.get({ what: key, key, headers }, signal).catch((error: unknown) => {
    throw toSourceError(error);
  });
  try {
    checkAnswer(answer, reading);
  } catch (error) {
    answer.discard();
    throw error;
  }
  yield* exactBytes(answer.chunks, { what: key, ...range });
}

function checkAnswer({ status, headers }: OpenAnswer, { key, pin, range }: Reading): void {
  const answer = {
    status,
    contentRange: headers["content-range"],
    contentEncoding: headers["content-encoding"],
    contentLength: headers["content-length"],
  };
  const { sizeBytes: totalBytes, contentEncoding } = pin;
  const expected = { what: key, range, totalBytes, contentEncoding };
  if (range.lengthBytes === pin.sizeBytes) {
    checkWholeAnswer(answer, expected);
  } else {
    checkRangeAnswer(answer, expected);
  }
  // A server that ignores If-Match would mix two versions in one object.
  if (pin.validator.kind === "etag" && quoted(headers.etag ?? "") !== pin.validator.etag) {
    throw new PenstockError("source-changed", `${key} is another version than the planned one`);
  }
}
