import { Readable } from "node:stream";
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import {
  type ByteRange,
  checkRangeAnswer,
  checkWholeAnswer,
  PenstockError,
  type SourcePin,
  type SourceReader,
  toRangeHeader,
  toSourceError,
} from "@penstock/core";
import { callMs, callS3, createS3Client, type S3Options } from "./s3-client.ts";
import { toS3Error } from "./s3-errors.ts";

/** A bucket of an S3 server to read from. Every read is pinned to the ETag that `stat` saw. */
export function createS3SourceReader(options: S3Options): SourceReader & { close(): void } {
  const client = createS3Client(options);
  const { bucket } = options;

  return {
    async stat(key, signal) {
      const answer = await callS3(
        `head ${key}`,
        callMs(0),
        signal,
        async (call) =>
          await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), call),
      ).catch((error: unknown) => {
        throw toSourceError(error);
      });
      const { ContentLength, ContentType, ETag } = answer;
      if (ContentLength === undefined) {
        throw new PenstockError(
          "source-answer-invalid",
          `the source does not tell the size of ${key}`,
        );
      }
      return {
        pin: {
          sizeBytes: ContentLength,
          validator:
            ETag === undefined ? { kind: "size-only" } : { kind: "etag", etag: quoted(ETag) },
        },
        ...(ContentType === undefined ? {} : { contentType: ContentType }),
        hasRanges: true,
      };
    },

    read: (key, pin, range, signal) => read(client, bucket, { key, pin, range }, signal),

    close: () => client.destroy(),
  };
}

type Reading = { readonly key: string; readonly pin: SourcePin; readonly range: ByteRange };

async function* read(
  client: S3Client,
  bucket: string,
  reading: Reading,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const { key, pin, range } = reading;
  signal.throwIfAborted();
  const totalMs = callMs(range.lengthBytes);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(totalMs)]);
  const isWhole = range.lengthBytes === pin.sizeBytes;
  let gotBytes = 0;
  try {
    const answer = await client.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(isWhole ? {} : { Range: toRangeHeader(range) }),
        ...(pin.validator.kind === "etag" ? { IfMatch: pin.validator.etag } : {}),
      }),
      { abortSignal: limit, requestTimeout: totalMs },
    );
    for await (const chunk of checkedBody(answer, reading)) {
      gotBytes += chunk.length;
      if (gotBytes > range.lengthBytes) {
        break;
      }
      yield chunk;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw toSourceError(toS3Error(key, error));
  }
  if (gotBytes !== range.lengthBytes) {
    throw new PenstockError(
      "source-length-wrong",
      `${key} gave ${gotBytes} bytes where ${range.lengthBytes} were asked for`,
    );
  }
}

function checkedBody(answer: GetObjectCommandOutput, reading: Reading): Readable {
  const { Body: body } = answer;
  if (!(body instanceof Readable)) {
    throw new PenstockError("source-answer-invalid", `${reading.key} came without a body`);
  }
  try {
    checkAnswer(answer, reading);
  } catch (error) {
    body.destroy();
    throw error;
  }
  return body;
}

function checkAnswer(output: GetObjectCommandOutput, { key, pin, range }: Reading): void {
  const { ContentEncoding, ContentLength, ContentRange, ETag } = output;
  const answer = {
    status: output.$metadata.httpStatusCode ?? 0,
    contentRange: ContentRange,
    contentEncoding: ContentEncoding,
    contentLength: ContentLength === undefined ? undefined : String(ContentLength),
  };
  const expected = { what: key, range, totalBytes: pin.sizeBytes };
  if (range.lengthBytes === pin.sizeBytes) {
    checkWholeAnswer(answer, expected);
  } else {
    checkRangeAnswer(answer, expected);
  }
  // A server that ignores If-Match would mix two versions in one object.
  if (pin.validator.kind === "etag" && quoted(ETag ?? "") !== pin.validator.etag) {
    throw new PenstockError("source-changed", `${key} is another version than the planned one`);
  }
}

/** As If-Match takes it; some servers leave the quotes out. */
function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}
