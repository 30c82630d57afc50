import type { ByteRange } from "../bytes/byte-range.ts";
import type { ChecksumAlgorithm, ChecksumValue } from "../bytes/checksum.ts";
import type { ETag, PartNumber, UploadId } from "../ids.ts";
import type { ObjectAttributes } from "../objects/object-attributes.ts";
import type { StoreProfile } from "../stores/store-profile.ts";
import type { SourceVersion } from "../transfers/transfer.ts";

export type UploadRef = { readonly key: string; readonly uploadId: UploadId };

/** Holds bytes back before they are sent, where a limit says so. It may change at any time. */
export type BodyPace = {
  /**
   * How many of them may go now. A small limit is used in small pieces, or its connections would seem dead, and one that
   * falls makes them smaller also for those that wait. Rejects with the reason of the signal, or when they are to be given up.
   */
  take(bytes: number, signal: AbortSignal): number | Promise<number>;
  /** Until all of them may go. */
  takeAll(bytes: number, signal: AbortSignal): Promise<void>;
  /** For how long it held bytes back so far. */
  heldMs(): number;
};

/**
 * Bytes on their way to a store. `chunks` may be walked once, yields exactly `lengthBytes`, and a
 * chunk is valid only until the next one is asked for, because readers use their buffers again: a
 * store has to have handed a chunk to the socket, callback and all, before it asks for more.
 */
export type PartBody = {
  readonly lengthBytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** True where the bytes lie in a buffer of their own: each chunk is valid until the call is over. */
  readonly isHeld?: boolean;
  /**
   * All chunks once more from the first, for a request that met a dead connection. Absent where that
   * is the caller's business. What the walk before it gave is worth nothing then.
   */
  readonly again?: () => AsyncIterable<Uint8Array>;
  readonly pace?: BodyPace;
  /** Known beforehand only where the algorithm's header precedes the body. */
  readonly checksum?: ChecksumValue;
};

export type StoredPart = {
  readonly etag: ETag;
  /** What the store says that it got, where it says so. */
  readonly checksum?: ChecksumValue;
};

/** What the response to a PUT tells of the object that it made, each where the store tells it. */
export type StoredPut = StoredPart & {
  /** How the store says that it encrypts the object. */
  readonly encryption?: string;
  readonly versionId?: string;
};

export type ListedPart = {
  readonly number: PartNumber;
  readonly etag: ETag;
  readonly sizeBytes: number;
};

export type NewObject = {
  readonly key: string;
  readonly attributes: ObjectAttributes;
  /** Ends up in the object's metadata, so that a HEAD tells whose object it is. */
  readonly token: string;
  readonly checksum: ChecksumAlgorithm;
  /** Ask the store to refuse (`destination-exists`) when the key is taken, where it can. */
  readonly forbidOverwrite?: boolean;
};

/** A byte range of an object that the store can read by itself. */
export type CopySource = {
  /** The store's own name for the bucket, as `Connections.serverSideCopySource` gave it. */
  readonly bucket: string;
  readonly key: string;
  readonly sourceVersion: SourceVersion;
  readonly range: ByteRange;
};

/** An object that is to be made of another one of the same store. */
export type ObjectCopy = {
  readonly object: NewObject;
  readonly source: Omit<CopySource, "range">;
  /** It gets the attributes of its source, tags and all, and none of the object's own; else only the object's. */
  readonly keepsAttributes: boolean;
};

/** An upload that is open at the store, ours or foreign. */
export type OpenUpload = UploadRef & {
  /** By the store's clock. */
  readonly initiatedAtMs: number;
};

export type WholeObject = {
  readonly sizeBytes: number;
  /** Combined from the parts; absent where the algorithm cannot combine. */
  readonly checksum?: ChecksumValue;
  readonly algorithm: ChecksumAlgorithm;
  /** Ask the store to refuse (`destination-exists`) when the key is taken by now, where it can. */
  readonly forbidOverwrite?: boolean;
};

export type ObjectHead = {
  readonly etag: ETag;
  readonly sizeBytes: number;
  /** The token of the transfer that made the object, if a transfer did. */
  readonly token?: string;
  /** Of the source that it was made of, where its writer marked it (`sourceMark`). */
  readonly sourceMark?: string;
  /** Of the whole object, by the algorithm that was asked for. */
  readonly checksum?: ChecksumValue;
  /** How the store says that it encrypts the object: `AES256`, `cos/kms`, `aws:kms`, … */
  readonly encryption?: string;
  readonly versionId?: string;
};

/**
 * An object store, as narrow as the engine needs it.
 *
 * Every method rejects with a PenstockError, never with a vendor's error, signs each attempt anew,
 * ends every wait by itself, and honours its signal. All of them may be called again with the same
 * arguments: the caller retries after a lost response.
 */
export type ObjectStore = {
  readonly profile: StoreProfile;
  initiate(object: NewObject, signal: AbortSignal): Promise<UploadId>;
  /**
   * Sending a number again replaces the earlier part. Rejects with `upload-gone` when the upload was
   * completed, aborted or never made, `checksum-mismatch` when the store got other bytes.
   */
  uploadPart(
    upload: UploadRef,
    number: PartNumber,
    body: PartBody,
    algorithm: ChecksumAlgorithm,
    signal: AbortSignal,
  ): Promise<StoredPart>;
  /**
   * Makes a part out of another object, without a byte through this process. Rejects like
   * `uploadPart`, with `source-changed` when the source is not the pinned one any more, and with
   * `source-missing` or `source-forbidden`.
   */
  copyPart(
    upload: UploadRef,
    number: PartNumber,
    source: CopySource,
    algorithm: ChecksumAlgorithm,
    signal: AbortSignal,
  ): Promise<StoredPart>;
  /**
   * Resolves only on a non-empty ETag. A rejection proves nothing about the object, whatever its
   * code: the caller decides by `head` and `listParts`.
   */
  complete(
    upload: UploadRef,
    parts: readonly ListedPart[],
    whole: WholeObject,
    signal: AbortSignal,
  ): Promise<ETag>;
  /** Resolves also when the upload is gone already. Parts in flight may survive it: repeat until `listParts` says `upload-gone`. */
  abort(upload: UploadRef, signal: AbortSignal): Promise<void>;
  /** Every page, in number order. Rejects with `upload-gone`. */
  listParts(upload: UploadRef, signal: AbortSignal): Promise<readonly ListedPart[]>;
  /** Every upload that is open under keys with this prefix, also those of others. */
  listUploads(prefix: string, signal: AbortSignal): AsyncIterable<OpenUpload>;
  /** The whole object in one request. */
  put(object: NewObject, body: PartBody, signal: AbortSignal): Promise<StoredPut>;
  /**
   * The whole object in one request, of bytes that the store has already. Rejects like `copyPart`, and
   * otherwise like `put`.
   */
  copyObject(copy: ObjectCopy, signal: AbortSignal): Promise<StoredPut>;
  /** Undefined when there is no object. */
  head(
    key: string,
    algorithm: ChecksumAlgorithm,
    signal: AbortSignal,
  ): Promise<ObjectHead | undefined>;
};
