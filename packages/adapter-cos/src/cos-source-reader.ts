import {
  type ByteRange,
  checkRangeAnswer,
  checkWholeAnswer,
  PenstockError,
  type SourcePin,
  type SourceReader,
  type SourceValidator,
  sourceAttributesOf,
  toRangeHeader,
  toSourceError,
} from "@penstock/core";
import { exactBytes, type OpenAnswer } from "@penstock/transport";
import { headObject } from "./calls/head-object.ts";
import { crc64Of, textHeader } from "./cos-answer.ts";
import { type CosConnection, createCosConnection } from "./cos-connection.ts";
import type { CosOptions } from "./cos-options.ts";
import { customerKeyHeaders } from "./encryption-headers.ts";

/**
 * A bucket of Tencent COS to read from. Every read is pinned to the ETag that `stat` saw.
 *
 * @throws PenstockError `settings-invalid`
 */
export function createCosSourceReader(options: CosOptions): SourceReader & { close(): void } {
  const connection = createCosConnection(options);

  return {
    kind: "cos",

    async stat(key, signal) {
      const headers = await asSource(headObject(connection, key, signal));
      if (headers === undefined) {
        throw new PenstockError("source-missing", `there is no object ${key} at the source`);
      }
      const sizeText = textHeader(headers, "content-length") ?? "";
      if (!/^\d+$/.test(sizeText)) {
        throw new PenstockError(
          "source-answer-invalid",
          `the source does not tell the size of ${key}`,
        );
      }
      const attributes = sourceAttributesOf(headers);
      const { contentEncoding } = attributes.attributes;
      const crc64 = crc64Of(textHeader(headers, "x-cos-hash-crc64ecma"));
      return {
        pin: {
          sizeBytes: Number(sizeText),
          validator: validatorOf(headers.etag),
          ...(crc64 === undefined ? {} : { checksum: { algorithm: "crc64xz", value: crc64 } }),
          ...(contentEncoding === undefined ? {} : { contentEncoding }),
        },
        attributes,
        hasRanges: true,
      };
    },

    read: (key, pin, range, signal) => read(connection, { key, pin, range }, signal),

    close: () => connection.close(),
  };
}

type Reading = { readonly key: string; readonly pin: SourcePin; readonly range: ByteRange };

async function* read(
  connection: CosConnection,
  { key, pin, range }: Reading,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const isWhole = range.lengthBytes === pin.sizeBytes;
  const headers = {
    ...(isWhole ? {} : { range: toRangeHeader(range) }),
    ...(pin.validator.kind === "etag" ? { "if-match": pin.validator.etag } : {}),
    ...customerKeyHeaders(connection.options.encryption),
  };
  const answer = await asSource(connection.open({ method: "GET", key, headers }, signal));
  try {
    checkAnswer(answer, { key, pin, range });
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
  // A store that ignores If-Match would mix two versions in one object.
  if (pin.validator.kind === "etag" && headers.etag !== pin.validator.etag) {
    throw new PenstockError("source-changed", `${key} is another version than the planned one`);
  }
}

function validatorOf(etag: string | undefined): SourceValidator {
  return etag === undefined ? { kind: "size-only" } : { kind: "etag", etag };
}

async function asSource<Value>(promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw toSourceError(error);
  }
}
