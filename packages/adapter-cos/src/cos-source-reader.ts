import {
  type EntryReader,
  PenstockError,
  type SourceReader,
  type SourceVersion,
  sourceAttributesOf,
  sourceVersionOf,
  toSourceError,
} from "@penstock/core";
import { openWhole, readPinned } from "@penstock/transport";
import { headObject } from "./calls/head-object.ts";
import { type CosConnection, createCosConnection } from "./cos-connection.ts";
import type { CosOptions } from "./cos-options.ts";
import { crc64Of, textHeader } from "./cos-response.ts";
import { customerKeyHeaders } from "./encryption-headers.ts";

/**
 * A bucket of Tencent COS to read from. Every read is compared with all that `stat` saw.
 *
 * @throws PenstockError `settings-invalid`
 */
export function createCosSourceReader(
  options: CosOptions,
): SourceReader & EntryReader & { close(): void } {
  const connection = createCosConnection(options);

  return {
    kind: "cos",

    async stat(key, signal) {
      const headers = await asSource(headObject(connection, key, signal));
      if (headers === undefined) {
        throw new PenstockError("source-missing", `there is no object ${key} at the source`);
      }
      const sizeText = textHeader(headers, "content-length") ?? "";
      const hasSize = /^\d+$/.test(sizeText);
      // COS has an ETag of every object: without one it is a page of something between.
      if (!hasSize || textHeader(headers, "etag") === undefined) {
        throw new PenstockError(
          "source-response-invalid",
          `the source does not report the ${hasSize ? "ETag" : "size"} of ${key}`,
        );
      }
      const attributes = sourceAttributesOf(headers);
      const { contentEncoding } = attributes.attributes;
      const crc64 = crc64Of(textHeader(headers, "x-cos-hash-crc64ecma"));
      return {
        sourceVersion: {
          ...sourceVersionOf(Number(sizeText), { headers, isWhole: true }, options.sourceVersion),
          ...(crc64 === undefined ? {} : { checksum: { algorithm: "crc64xz", value: crc64 } }),
          ...(contentEncoding === undefined ? {} : { contentEncoding }),
        },
        attributes,
        hasRanges: true,
      };
    },

    read: (key, sourceVersion, range, signal) =>
      readPinned(opener(connection, { key, sourceVersion }, signal), {
        what: key,
        sourceVersion,
        range,
      }),

    async open(key, sourceVersion, signal) {
      const { headers, chunks } = await openWhole(
        opener(connection, { key, sourceVersion }, signal),
        {
          what: key,
          sourceVersion,
        },
      );
      return { attributes: sourceAttributesOf(headers), chunks };
    },

    close: () => connection.close(),
  };
}

/** One GET after the other, pinned. */
function opener(
  connection: CosConnection,
  { key, sourceVersion }: { readonly key: string; readonly sourceVersion: SourceVersion },
  signal: AbortSignal,
) {
  const { versionId } = sourceVersion;
  const version = versionId === undefined ? {} : { query: { versionId } };
  return async (headers: Readonly<Record<string, string>>) => {
    const all = { ...headers, ...customerKeyHeaders(connection.options.encryption) };
    return await asSource(
      connection.open({ method: "GET", key, headers: all, ...version }, signal),
    );
  };
}

async function asSource<Value>(promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw toSourceError(error);
  }
}
