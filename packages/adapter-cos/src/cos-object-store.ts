import {
  type ChecksumAlgorithm,
  isPenstockError,
  type NewObject,
  type ObjectHead,
  type ObjectStore,
  type PartBody,
  type PartNumber,
  STORE_PROFILES,
  type StoredPart,
  type StoredPut,
  toUploadId,
  type UploadId,
  type UploadRef,
} from "@penstock/core";
import { complete } from "./calls/complete.ts";
import { copyObject } from "./calls/copy-object.ts";
import { copyPart } from "./calls/copy-part.ts";
import { headObject } from "./calls/head-object.ts";
import { listParts } from "./calls/list-parts.ts";
import { listUploads } from "./calls/list-uploads.ts";
import { type CosConnection, createCosConnection } from "./cos-connection.ts";
import type { CosOptions } from "./cos-options.ts";
import { checksumOf, etagOf, invalid, keptAs, storedPart, textHeader } from "./cos-response.ts";
import { readUploadId } from "./cos-xml.ts";
import { customerKeyHeaders } from "./encryption-headers.ts";
import {
  checksumHeader,
  newObjectHeaders,
  SOURCE_MARK_HEADER,
  TOKEN_HEADER,
  trafficHeader,
} from "./object-headers.ts";

/**
 * A bucket of Tencent COS through its own XML API.
 *
 * @throws PenstockError `settings-invalid`
 */
export function createCosObjectStore(options: CosOptions): ObjectStore & { close(): void } {
  const connection = createCosConnection(options);
  return { ...cosObjectStoreOn(connection), close: () => connection.close() };
}

export function cosObjectStoreOn(connection: CosConnection): ObjectStore {
  return {
    profile: STORE_PROFILES.cos,
    initiate: async (object, signal) => await initiate(connection, object, signal),
    uploadPart: async (upload, number, body, algorithm, signal) =>
      await uploadPart(connection, { upload, number, body, algorithm }, signal),
    copyPart: async (upload, number, source, algorithm, signal) =>
      await copyPart(connection, { upload, number, source, algorithm }, signal),
    complete: async (upload, parts, whole, signal) =>
      await complete(connection, { upload, parts, whole }, signal),
    abort: async (upload, signal) => await abort(connection, upload, signal),
    listParts: async (upload, signal) => await listParts(connection, upload, signal),
    listUploads: (prefix, signal) => listUploads(connection, prefix, signal),
    put: async (object, body, signal) => await put(connection, object, body, signal),
    copyObject: async (copy, signal) => await copyObject(connection, copy, signal),
    head: async (key, algorithm, signal) => await head(connection, key, algorithm, signal),
  };
}

async function initiate(
  connection: CosConnection,
  object: NewObject,
  signal: AbortSignal,
): Promise<UploadId> {
  const { text } = await connection.send(
    {
      method: "POST",
      key: object.key,
      query: { uploads: "" },
      headers: newObjectHeaders(object, connection.options),
    },
    signal,
  );
  const uploadId = readUploadId(text);
  if (uploadId === undefined) {
    throw invalid(`initiate ${object.key}`, "a response without an upload id");
  }
  return toUploadId(uploadId);
}

async function uploadPart(
  connection: CosConnection,
  part: {
    readonly upload: UploadRef;
    readonly number: PartNumber;
    readonly body: PartBody;
    readonly algorithm: ChecksumAlgorithm;
  },
  signal: AbortSignal,
): Promise<StoredPart> {
  const { upload, number, body, algorithm } = part;
  const { headers } = await connection.send(
    {
      method: "PUT",
      key: upload.key,
      query: { partNumber: String(number), uploadId: upload.uploadId },
      headers: {
        ...checksumHeader(algorithm, body),
        ...customerKeyHeaders(connection.options.encryption),
        ...trafficHeader(connection.options),
      },
      body,
    },
    signal,
  );
  return storedPart(`part ${number} of ${upload.key}`, headers, algorithm);
}

async function put(
  connection: CosConnection,
  object: NewObject,
  body: PartBody,
  signal: AbortSignal,
): Promise<StoredPut> {
  const { headers } = await connection.send(
    {
      method: "PUT",
      key: object.key,
      headers: {
        ...newObjectHeaders(object, connection.options),
        ...checksumHeader(object.checksum, body),
        ...trafficHeader(connection.options),
      },
      body,
    },
    signal,
  );
  return { ...storedPart(object.key, headers, object.checksum), ...keptAs(headers) };
}

async function abort(
  connection: CosConnection,
  { key, uploadId }: UploadRef,
  signal: AbortSignal,
): Promise<void> {
  try {
    await connection.send({ method: "DELETE", key, query: { uploadId } }, signal);
  } catch (error) {
    if (!isPenstockError(error, "upload-gone")) {
      throw error;
    }
  }
}

async function head(
  connection: CosConnection,
  key: string,
  algorithm: ChecksumAlgorithm,
  signal: AbortSignal,
): Promise<ObjectHead | undefined> {
  const headers = await headObject(connection, key, signal);
  if (headers === undefined) {
    return undefined;
  }
  const sizeText = textHeader(headers, "content-length") ?? "";
  if (!/^\d+$/.test(sizeText)) {
    throw invalid(`head ${key}`, "a response without a size");
  }
  const token = textHeader(headers, TOKEN_HEADER);
  const sourceMark = textHeader(headers, SOURCE_MARK_HEADER);
  return {
    etag: etagOf(`head ${key}`, headers),
    sizeBytes: Number(sizeText),
    ...(token === undefined ? {} : { token }),
    ...(sourceMark === undefined ? {} : { sourceMark }),
    ...checksumOf(headers, algorithm),
    ...keptAs(headers),
  };
}
