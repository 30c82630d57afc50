import {
  type ChecksumAlgorithm,
  type ChecksumValue,
  type Clock,
  type CopySource,
  canCombine,
  type EntryReader,
  type ETag,
  endByte,
  type ListedPart,
  type Lister,
  type NewObject,
  type ObjectAttributes,
  type ObjectCopy,
  type ObjectHead,
  type ObjectStore,
  type OpenUpload,
  type PartBody,
  type PartNumber,
  PenstockError,
  precedesBody,
  SOURCE_MARK_NAME,
  type SourceReader,
  STORE_PROFILES,
  type StoredPart,
  type StoredPut,
  type StoreProfile,
  toETag,
  toUploadId,
  type UploadId,
  type UploadRef,
  type WholeObject,
} from "@penstock/core";
import { checksumOf } from "./checksum-of.ts";
import { memoryLister } from "./memory-lister.ts";
import { memoryReader, type ReadableObject } from "./memory-reader.ts";

export type MemoryObject = {
  readonly bytes: Uint8Array;
  readonly etag: ETag;
  readonly token: string;
  readonly attributes: ObjectAttributes;
};

type MemoryPart = { readonly bytes: Uint8Array; readonly etag: ETag };
type MemoryUpload = {
  readonly object: NewObject;
  readonly parts: Map<PartNumber, MemoryPart>;
  readonly initiatedAtMs: number;
};

const SYSTEM_CLOCK: Clock = { nowMs: () => Date.now() };

/**
 * A store of one bucket in memory, as strict as COS: consecutive part numbers, a smallest part size,
 * no second Complete. Its ETags mean nothing, so that no code can depend on what they are made of.
 */
export class MemoryObjectStore implements ObjectStore {
  readonly profile: StoreProfile;
  /** What `copyPart` knows the bucket by. */
  readonly bucket = "memory";
  /** By key. Tests may replace and remove objects; the bytes of one never change. */
  readonly objects = new Map<string, MemoryObject>();
  /** The same objects as a source. */
  readonly reader: SourceReader & EntryReader = memoryReader((key) => this.#readable(key));
  readonly lister: Lister = memoryLister(() =>
    [...this.objects].map(
      ([
        key,
        {
          bytes,
          etag,
          attributes: { storageClass },
        },
      ]) => {
        const validator = { kind: "etag", etag: quoted(etag) } as const;
        const entry = { key, sizeBytes: bytes.length, validator };
        return { ...entry, ...(storageClass !== undefined && { storageClass }) };
      },
    ),
  );
  readonly #clock: Clock;
  readonly #uploads = new Map<UploadId, MemoryUpload>();
  readonly #checksums = new WeakMap<Uint8Array, Map<ChecksumAlgorithm, ChecksumValue>>();
  #serial = 0;

  constructor(profile: StoreProfile = STORE_PROFILES.cos, clock: Clock = SYSTEM_CLOCK) {
    this.profile = profile;
    this.#clock = clock;
  }

  /** What was neither completed nor aborted. */
  get openUploads(): readonly UploadRef[] {
    return [...this.#uploads].map(([uploadId, { object }]) => ({ key: object.key, uploadId }));
  }

  async initiate(object: NewObject, signal: AbortSignal): Promise<UploadId> {
    signal.throwIfAborted();
    // COS and OSS look here already, Amazon only at Complete.
    if (this.#guard !== "if-none-match") {
      this.#assertFree(object);
    }
    this.#serial += 1;
    const uploadId = toUploadId(`upload-${this.#serial}`);
    this.#uploads.set(uploadId, { object, parts: new Map(), initiatedAtMs: this.#clock.nowMs() });
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
    return { etag, checksum: this.#checksumOf(algorithm, bytes) };
  }

  async copyPart(
    upload: UploadRef,
    number: PartNumber,
    { bucket, key, sourceVersion, range }: CopySource,
    algorithm: ChecksumAlgorithm,
    signal: AbortSignal,
  ): Promise<StoredPart> {
    signal.throwIfAborted();
    const { parts } = this.#find(upload);
    const object = this.#plannedSource({ bucket, key, sourceVersion });
    if (object.bytes.length < endByte(range)) {
      throw new PenstockError("source-changed", `${key} is not the planned version`);
    }
    const bytes = object.bytes.slice(range.startByte, endByte(range));
    const etag = this.#newETag();
    parts.set(number, { bytes, etag });
    return canCombine(algorithm)
      ? { etag, checksum: this.#checksumOf(algorithm, bytes) }
      : { etag };
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
    this.#assertFree({ key: upload.key, ...whole });
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

  async *listUploads(prefix: string, signal: AbortSignal): AsyncGenerator<OpenUpload> {
    signal.throwIfAborted();
    for (const [uploadId, { object, initiatedAtMs }] of [...this.#uploads]) {
      if (object.key.startsWith(prefix)) {
        yield { key: object.key, uploadId, initiatedAtMs };
      }
    }
  }

  async put(object: NewObject, body: PartBody, signal: AbortSignal): Promise<StoredPart> {
    signal.throwIfAborted();
    const bytes = await receive(body, object.checksum, signal);
    this.#assertFree(object);
    const checksum = this.#checksumOf(object.checksum, bytes);
    return { etag: this.#store(object, bytes), checksum };
  }

  async copyObject(
    { object, source, keepsAttributes }: ObjectCopy,
    signal: AbortSignal,
  ): Promise<StoredPut> {
    signal.throwIfAborted();
    const { bytes, attributes, token } = this.#plannedSource(source);
    this.#assertFree(object);
    const made = keepsAttributes ? { ...object, attributes, token } : object;
    return { etag: this.#store(made, bytes) };
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
    const { bytes, etag, token, attributes } = object;
    const sourceMark = attributes.metadata[SOURCE_MARK_NAME];
    return {
      etag,
      sizeBytes: bytes.length,
      token,
      ...(sourceMark !== undefined && { sourceMark }),
      ...(canCombine(algorithm) && { checksum: this.#checksumOf(algorithm, bytes) }),
    };
  }

  get #minPartBytes(): number {
    return this.profile.limits.minPartBytes;
  }

  get #guard(): StoreProfile["behaviour"]["overwriteGuard"]["is"] {
    return this.profile.behaviour.overwriteGuard.is;
  }

  #assertFree({ key, forbidOverwrite }: Pick<NewObject, "key" | "forbidOverwrite">): void {
    if (forbidOverwrite === true && this.#guard !== "none" && this.objects.has(key)) {
      throw new PenstockError("destination-exists", `there is an object ${key} already`);
    }
  }

  #plannedSource({ bucket, key, sourceVersion }: ObjectCopy["source"]): MemoryObject {
    const object = this.objects.get(key);
    if (bucket !== this.bucket || object === undefined) {
      throw new PenstockError("source-missing", `there is no ${key} in ${bucket}`);
    }
    const { validator } = sourceVersion;
    if (validator.kind !== "etag" || validator.etag !== quoted(object.etag)) {
      throw new PenstockError("source-changed", `${key} is not the planned version`);
    }
    return object;
  }

  #readable(key: string): ReadableObject | undefined {
    const object = this.objects.get(key);
    const { checksum: algorithm } = this.profile;
    return (
      object && {
        bytes: object.bytes,
        etag: quoted(object.etag),
        attributes: { attributes: plainOf(object.attributes), leftBehind: [] },
        ...(canCombine(algorithm) && {
          checksum: { algorithm, value: this.#checksumOf(algorithm, object.bytes) },
        }),
      }
    );
  }

  /** Kept, because a HEAD asks for the whole object's again and again. */
  #checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): ChecksumValue {
    const known = this.#checksums.get(bytes) ?? new Map<ChecksumAlgorithm, ChecksumValue>();
    const value = known.get(algorithm) ?? checksumOf(algorithm, bytes);
    this.#checksums.set(bytes, known.set(algorithm, value));
    return value;
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

/** What a HEAD of the object tells of them. */
function plainOf({ storageClass: _, acl: __, tags: ___, ...reported }: ObjectAttributes) {
  return reported;
}

function quoted(etag: ETag): string {
  return `"${etag}"`;
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
