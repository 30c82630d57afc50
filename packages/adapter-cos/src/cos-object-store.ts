import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import {
  type ChecksumAlgorithm,
  type ChecksumValue,
  crc64FromDecimal,
  type ETag,
  isPenstockError,
  type ListedPart,
  type NewObject,
  type ObjectStore,
  type PartBody,
  PenstockError,
  STORE_PROFILES,
  type StoredPart,
  toETag,
  toUploadId,
  type UploadRef,
} from "@penstock/core";
import {
  type CosAnswer,
  type CosConnection,
  type CosOptions,
  createCosConnection,
} from "./cos-request.ts";
import {
  readCompletedETag,
  readPartsPage,
  readUploadId,
  writeCompleteDocument,
} from "./cos-xml.ts";

const TOKEN_HEADER = "x-cos-meta-penstock-token";

/**
 * COS answers Complete at once and drips white space while it merges the parts, for minutes (document
 * 436/7742): its silence and its whole may last longer than those of any other call.
 */
const COMPLETE_LIMITS = { idleMs: 60_000, totalMs: 20 * 60_000 };

/** A bucket of Tencent COS through its own XML API. */
export function createCosObjectStore(options: CosOptions): ObjectStore & { close(): void } {
  const connection = createCosConnection(options);
  return { ...cosObjectStoreOn(connection), close: () => connection.close() };
}

export function cosObjectStoreOn(connection: CosConnection): ObjectStore {
  return {
    profile: STORE_PROFILES.cos,

    async initiate(object, signal) {
      const { text } = await connection.send(
        {
          method: "POST",
          key: object.key,
          query: { uploads: "" },
          headers: attributeHeaders(object),
        },
        signal,
      );
      const uploadId = readUploadId(text);
      if (uploadId === undefined) {
        throw invalid(`initiate ${object.key}`, "an answer without an upload id");
      }
      return toUploadId(uploadId);
    },

    async uploadPart(upload, number, body, algorithm, signal) {
      const answer = await connection.send(
        {
          method: "PUT",
          key: upload.key,
          query: { partNumber: String(number), uploadId: upload.uploadId },
          headers: checksumHeader(algorithm, body),
          body,
        },
        signal,
      );
      return storedPart(`part ${number} of ${upload.key}`, answer, algorithm);
    },

    async complete(upload, parts, _whole, signal) {
      return await complete(connection, upload, parts, signal);
    },

    async abort(upload, signal) {
      try {
        await connection.send(
          { method: "DELETE", key: upload.key, query: { uploadId: upload.uploadId } },
          signal,
        );
      } catch (error) {
        if (!isPenstockError(error, "upload-gone")) {
          throw error;
        }
      }
    },

    listParts: async (upload, signal) => await listParts(connection, upload, signal),

    async put(object, body, signal) {
      const answer = await connection.send(
        {
          method: "PUT",
          key: object.key,
          headers: { ...attributeHeaders(object), ...checksumHeader(object.checksum, body) },
          body,
        },
        signal,
      );
      return storedPart(object.key, answer, object.checksum);
    },

    async head(key, algorithm, signal) {
      const headers = await headOf(connection, key, signal);
      if (headers === undefined) {
        return undefined;
      }
      const token = textHeader(headers, TOKEN_HEADER);
      const sizeText = textHeader(headers, "content-length") ?? "";
      if (!/^\d+$/.test(sizeText)) {
        throw invalid(`head ${key}`, "an answer without a size");
      }
      return {
        etag: etagOf(`head ${key}`, headers),
        sizeBytes: Number(sizeText),
        ...(token === undefined ? {} : { token }),
        ...checksumOf(headers, algorithm),
      };
    },
  };
}

async function complete(
  connection: CosConnection,
  upload: UploadRef,
  parts: readonly ListedPart[],
  signal: AbortSignal,
): Promise<ETag> {
  const document = Buffer.from(writeCompleteDocument(parts));
  const { text } = await connection.send(
    {
      method: "POST",
      key: upload.key,
      query: { uploadId: upload.uploadId },
      headers: {
        "content-type": "application/xml",
        "content-md5": createHash("md5").update(document).digest("base64"),
      },
      body: { lengthBytes: document.length, chunks: once(document) },
    },
    signal,
    COMPLETE_LIMITS,
  );
  const etag = readCompletedETag(text);
  if (etag === undefined) {
    // Also a 200 that carries an Error document: the merge may have happened all the same.
    throw invalid(
      `complete ${upload.key}`,
      `a 200 without a result (${text.trim().slice(0, 200)})`,
    );
  }
  return toETag(etag);
}

async function listParts(
  connection: CosConnection,
  upload: UploadRef,
  signal: AbortSignal,
): Promise<readonly ListedPart[]> {
  const parts: ListedPart[] = [];
  let marker = "0";
  for (;;) {
    const { text } = await connection.send(
      {
        method: "GET",
        key: upload.key,
        query: {
          uploadId: upload.uploadId,
          "max-parts": "1000",
          "part-number-marker": marker,
          // Keys may hold characters that XML cannot; ours are never read back from it.
          "encoding-type": "url",
        },
      },
      signal,
    );
    const page = readPartsPage(text);
    if (page === undefined) {
      throw invalid(`list parts of ${upload.key}`, "an answer that is no list of parts");
    }
    parts.push(...page.parts);
    if (page.nextMarker === undefined) {
      return parts;
    }
    if (!(Number(page.nextMarker) > Number(marker))) {
      throw invalid(`list parts of ${upload.key}`, "pages that lead nowhere");
    }
    marker = page.nextMarker;
  }
}

/** The headers of an object; undefined when there is none. */
export async function headOf(
  connection: CosConnection,
  key: string,
  signal: AbortSignal,
): Promise<IncomingHttpHeaders | undefined> {
  try {
    const { headers } = await connection.send({ method: "HEAD", key }, signal);
    return headers;
  } catch (error) {
    // A HEAD has no document: a bucket that is missing cannot be told from an object that is.
    if (isPenstockError(error, "store-missing")) {
      return undefined;
    }
    throw error;
  }
}

export function textHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

function attributeHeaders({ attributes, token }: NewObject): Record<string, string> {
  const { contentType, metadata } = attributes;
  return {
    ...Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [`x-cos-meta-${name}`, value]),
    ),
    ...(contentType === undefined ? {} : { "content-type": contentType }),
    [TOKEN_HEADER]: token,
  };
}

function checksumHeader(algorithm: ChecksumAlgorithm, body: PartBody): Record<string, string> {
  return algorithm === "md5" && body.checksum !== undefined
    ? { "content-md5": Buffer.from(body.checksum, "hex").toString("base64") }
    : {};
}

function storedPart(what: string, answer: CosAnswer, algorithm: ChecksumAlgorithm): StoredPart {
  return { etag: etagOf(what, answer.headers), ...checksumOf(answer.headers, algorithm) };
}

/** CRC-64/XZ of the plain bytes, whatever the encryption (documents 436/40334 and 436/45260). */
function checksumOf(
  headers: IncomingHttpHeaders,
  algorithm: ChecksumAlgorithm,
): { readonly checksum?: ChecksumValue } {
  const decimal = textHeader(headers, "x-cos-hash-crc64ecma") ?? "";
  return algorithm === "crc64xz" && /^\d{1,20}$/.test(decimal)
    ? { checksum: crc64FromDecimal(decimal) }
    : {};
}

function etagOf(what: string, headers: IncomingHttpHeaders): ETag {
  const text = headers.etag ?? "";
  if (text === "" || text === '""') {
    throw invalid(what, "an answer without an ETag");
  }
  return toETag(text);
}

function invalid(what: string, how: string): PenstockError {
  return new PenstockError("store-answer-invalid", `${what}: COS sent ${how}`);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
