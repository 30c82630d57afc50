import {
  type ChecksumAlgorithm,
  type ChecksumValue,
  type ETag,
  type ListedPart,
  type NewObject,
  type ObjectAttributes,
  type ObjectHead,
  type ObjectStore,
  type PartBody,
  type PartNumber,
  PenstockError,
  precedesBody,
  STORE_PROFILES,
  type StoredPart,
  type StoreProfile,
  toETag,
  toUploadId,
  type UploadId,
  type UploadRef,
  type WholeObject,
} from "@penstock/core";
import { checksumOf } from "./checksum-of.ts";

export type MemoryObject = {
  readonly bytes: Uint8Array;
  readonly etag: ETag;
  readonly token: string;
  readonly attributes: ObjectAttributes;
};

type MemoryPart = { readonly bytes: Uint8Array; readonly etag: ETag };
type MemoryUpload = { readonly object: NewObject; readonly parts: Map<PartNumber, MemoryPart> };

/**
 * A store in memory, as strict as COS: consecutive part numbers, a smallest part size, no second
 * Complete. Its ETags mean nothing, so that nobody can depend on what they are made of.
 */
export class MemoryObjectStore implements ObjectStore {
  readonly profile: StoreProfile;
  /** By key. Tests may read, replace and remove. */
  readonly objects = new Map<string, MemoryObject>();
  readonly #uploads = new Map<UploadId, MemoryUpload>();
  #serial = 0;

  constructor(profile: StoreProfile = STORE_PROFILES.cos) {
    this.profile = profile;
  }

  /** What was neither completed nor aborted. */
  get openUploads(): readonly UploadRef[] {
    return [...this.#uploads].map(([uploadId, { object }]) => ({ key: object.key, uploadId }));
  }

  async initiate(object: NewObject, signal: AbortSignal): Promise<UploadId> {
    signal.throwIfAborted();
    this.#serial += 1;
    const uploadId = toUploadId(`upload-${this.#serial}`);
    this.#uploads.set(uploadId, { object, parts: new Map() });
    return uploadId;
  }

  async uploadPart(
    upload: UploadRef,
    number: PartNumber,
    body: PartBody,
    algorithm: ChecksumAlgorithm,
    signal: AbortSignal,
  ): Promise<StoredPart> {
    signal.throwIfAborted();
    this.#find(upload);
    const bytes = await receive(body, algorithm, signal);
    const etag = this.#newETag();
    // The upload may have ended while the bytes came in.
    this.#find(upload).parts.set(number, { bytes, etag });
    return { etag, checksum: checksumOf(algorithm, bytes) };
  }

  async complete(
    upload: UploadRef,
    parts: readonly ListedPart[],
    whole: WholeObject,
    signal: AbortSignal,
  ): Promise<ETag> {
    signal.throwIfAborted();
    const { object, parts: stored } = this.#find(upload);
    const bytes = Buffer.concat(parts.map((part, index) => this.#take(stored, part, index + 1)));
    const tooSmall = parts
      .slice(0, -1)
      .find(({ number }) => (stored.get(number)?.bytes.length ?? 0) < this.#minPartBytes);
    if (tooSmall !== undefined) {
      throw new PenstockError("store-rejected", `part ${tooSmall.number} is too small`);
    }
    if (precedesBody(whole.algorithm)) {
      refuseOtherBytes(bytes, whole.algorithm, whole.checksum);
    }
    this.#uploads.delete(upload.uploadId);
    return this.#store(object, bytes);
  }

  async abort(upload: UploadRef, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#uploads.delete(upload.uploadId);
  }

  async listParts(upload: UploadRef, signal: AbortSignal): Promise<readonly ListedPart[]> {
    signal.throwIfAborted();
    return [...this.#find(upload).parts]
      .map(([number, { bytes, etag }]) => ({ number, etag, sizeBytes: bytes.length }))
      .sort((left, right) => left.number - right.number);
  }

  async put(object: NewObject, body: PartBody, signal: AbortSignal): Promise<StoredPart> {
    signal.throwIfAborted();
    const bytes = await receive(body, object.checksum, signal);
    return { etag: this.#store(object, bytes), checksum: checksumOf(object.checksum, bytes) };
  }

  async head(
    key: string,
    algorithm: ChecksumAlgorithm,
    signal: AbortSignal,
  ): Promise<ObjectHead | undefined> {
    signal.throwIfAborted();
    const object = this.objects.get(key);
    if (object === undefined) {
      return undefined;
    }
    const { bytes, etag, token } = object;
    const checksum = algorithm === "md5" ? {} : { checksum: checksumOf(algorithm, bytes) };
    return { etag, sizeBytes: bytes.length, token, ...checksum };
  }

  get #minPartBytes(): number {
    return this.profile.limits.minPartBytes;
  }

  #newETag(): ETag {
    this.#serial += 1;
    return toETag(`etag-${this.#serial}`);
  }

  #find(upload: UploadRef): MemoryUpload {
    const found = this.#uploads.get(upload.uploadId);
    if (found === undefined || found.object.key !== upload.key) {
      throw new PenstockError("upload-gone", `there is no upload ${upload.uploadId}`);
    }
    return found;
  }

  #take(
    stored: ReadonlyMap<PartNumber, MemoryPart>,
    { number, etag }: ListedPart,
    expectedNumber: number,
  ): Uint8Array {
    const part = stored.get(number);
    if (number !== expectedNumber || part?.etag !== etag) {
      throw new PenstockError("parts-refused", `part ${number} is not what was uploaded`);
    }
    return part.bytes;
  }

  #store({ key, token, attributes }: NewObject, bytes: Uint8Array): ETag {
    const etag = this.#newETag();
    this.objects.set(key, { bytes, etag, token, attributes });
    return etag;
  }
}

async function receive(
  body: PartBody,
  algorithm: ChecksumAlgorithm,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const copies: Buffer[] = [];
  for await (const chunk of body.chunks) {
    signal.throwIfAborted();
    copies.push(Buffer.from(chunk));
  }
  const bytes = Buffer.concat(copies);
  if (bytes.length !== body.lengthBytes) {
    throw new PenstockError(
      "source-length-wrong",
      `the source gave ${bytes.length} bytes where ${body.lengthBytes} were to be sent`,
    );
  }
  refuseOtherBytes(bytes, algorithm, body.checksum);
  return bytes;
}

function refuseOtherBytes(
  bytes: Uint8Array,
  algorithm: ChecksumAlgorithm,
  announced: ChecksumValue | undefined,
): void {
  if (announced !== undefined && announced !== checksumOf(algorithm, bytes)) {
    throw new PenstockError(
      "checksum-mismatch",
      `the bytes do not have the ${algorithm} announced`,
    );
  }
}
