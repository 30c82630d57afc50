import type { ChecksumAlgorithm, ChecksumValue } from "../bytes/checksum.ts";
import type { Cause } from "../failures/errors.ts";
import type { ETag, JobId, TransferId, UploadId } from "../ids.ts";
import type { Compare, Overwrite } from "../jobs/overwrite.ts";
import type { KeyRange } from "../listing/key-range.ts";
import type {
  AttributePolicy,
  LeftBehind,
  ObjectAttributes,
} from "../objects/object-attributes.ts";
import type { PutProof } from "../stores/put-proof.ts";
import type { PartPlan } from "./part-plan.ts";

/** A key within a named connection. Connections hold the credentials; jobs only name them. */
export type Address = { readonly connection: string; readonly key: string };

/**
 * What the source looked like when the transfer was planned. Every read is compared with all of it, so
 * that an object never mixes two versions.
 */
export type SourceVersion = {
  readonly sizeBytes: number;
  /** The sign that a server can be asked to compare. */
  readonly validator: SourceValidator;
  /** Every other sign of its version that it showed; left out where there is none. */
  readonly signs?: SourceSigns;
  /** Of the whole object, where the source publishes one: what is read has to have it. */
  readonly checksum?: PublishedChecksum;
  /** The coding that the bytes are stored in (`gzip`): an attribute of the object, copied as it is. */
  readonly contentEncoding?: string;
  /** Where not the current version is read: the store's name for it. */
  readonly versionId?: string;
};

export type PublishedChecksum = {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: ChecksumValue;
};

/** By lower-case header name, or for a file by what the system calls it. */
export type SourceSigns = Readonly<Record<string, string>>;

export type SourceValidator =
  /** A strong entity tag, quotes and all, as HTTP's If-Match takes it. */
  | { readonly kind: "etag"; readonly etag: string }
  /** Weak, unquoted or malformed: compared, and never sent. */
  | { readonly kind: "weak-etag"; readonly etag: string }
  | { readonly kind: "last-modified"; readonly date: string }
  /** mtimeNs is decimal text: nanoseconds do not fit a JavaScript number. */
  | { readonly kind: "file"; readonly inode: string; readonly mtimeNs: string }
  /** The source gives nothing to pin to; only its size is compared. */
  | { readonly kind: "size-only" };

/**
 * How the finished object is compared with what was read.
 *
 * - `none`: its size and its token only.
 * - `part`: by the store's own checksums, without reading the object.
 * - `full`: it is read back, and each part is compared with what was read.
 */
export type VerifyMode = "none" | "part" | "full";

export type TransferOptions = {
  readonly partSizeBytes?: number;
  /** An object that is already there is left alone, and the transfer skipped: `never`, or unless they differ. */
  readonly overwrite: Overwrite;
  /** How a difference is told. Left out: `content`. */
  readonly compare?: Compare;
  /** Its metadata say of which version of its source the object was made, as of all that a bulk job moves. */
  readonly marksSource?: true;
  /** Its job was accepted with limits: no part of it is moved before these are known. */
  readonly isLimited?: true;
  /** Left out: `part`. */
  readonly verify?: VerifyMode;
  /** Left out: `preserve`. */
  readonly attributePolicy?: AttributePolicy;
  readonly attributes: ObjectAttributes;
};

/** Everything that is frozen when the upload is opened. */
export type Upload = {
  /** Random, written to the ledger before Initiate and to the object's metadata at Initiate. */
  readonly token: string;
  /** Absent for the strategy `put`, which has no multipart upload. */
  readonly uploadId?: UploadId;
  readonly plan: PartPlan;
  readonly sourceVersion: SourceVersion;
  readonly checksum: ChecksumAlgorithm;
  /** What was asked for, completed with what the source says of itself. */
  readonly attributes: ObjectAttributes;
  /** What the source says of itself and the object does not get. Left out: nothing. */
  readonly leftBehind?: readonly LeftBehind[];
  /** Where the store can copy from by itself: its own name for the bucket that holds the source. */
  readonly serverSideCopySource?: string;
  /** The store is asked to refuse whatever would replace an object. */
  readonly forbidOverwrite?: boolean;
  /** What the response to the PUT proves by. Left out: the object is looked at afterwards. */
  readonly putProof?: PutProof;
};

export type StoredObject = {
  readonly etag: ETag;
  readonly sizeBytes: number;
  /**
   * Of the whole object, combined from what was read or as the source publishes it; absent where
   * the algorithm cannot combine.
   */
  readonly checksum?: ChecksumValue;
  /**
   * What the proof rests on: that the object was read back; or the store's own whole-object checksum;
   * or its response to the one PUT (`provesPut`); or that it checked each part by a checksum sent before
   * the bytes; or its token and size alone.
   */
  readonly verifiedBy: "read-back" | "object-checksum" | "put-response" | "part-checksums" | "size";
  /** How the store says that it encrypts the object: `AES256`, `cos/kms`, `aws:kms`, … */
  readonly encryption?: string;
  /** Where the bucket keeps versions. */
  readonly versionId?: string;
  /** When the proof was complete. */
  readonly storedAtMs: number;
};

/** What ending the upload leads to. */
export type AbortOutcome = "failed" | "aborted" | "replan";

export type TransferState =
  /** Tokens of every Initiate that may have happened, also of those whose response was lost. */
  | { readonly kind: "planned"; readonly intents: readonly string[] }
  | { readonly kind: "uploading"; readonly upload: Upload }
  | {
      readonly kind: "completing";
      readonly upload: Upload;
      /** Written just before a Complete is sent: its sender may die before the response. */
      readonly sentAtMs?: number;
    }
  | { readonly kind: "verifying"; readonly upload: Upload; readonly etag: ETag }
  | {
      readonly kind: "aborting";
      readonly upload: Upload;
      readonly outcome: AbortOutcome;
      readonly cause: Cause;
    }
  | { readonly kind: "stored"; readonly upload: Upload; readonly object: StoredObject }
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "aborted"; readonly cause: Cause }
  | { readonly kind: "failed"; readonly cause: Cause };

/** One object on its way. */
export type Transfer = {
  readonly id: TransferId;
  readonly jobId: JobId;
  readonly tenant: string;
  readonly source: Address;
  /** Of a source that is a signed URL: its query, sealed for this transfer. Empty once the transfer has ended. */
  readonly sealedQuery?: string;
  readonly destination: Address;
  readonly options: TransferOptions;
  /** 1, and one more each time the transfer starts over; everything of an older one is fenced off. */
  readonly generation: number;
  /** Grows with every change; every write is a compare-and-set on it. */
  readonly revision: number;
  /**
   * A request of this generation whose result is unknown may still make the object until then, whatever state the
   * transfer is in by now. Left out where each one is known to have made none, or to have made the one that is there.
   */
  readonly inDoubtUntilMs?: number;
  /** Of an entry of a list: the piece of the list that it alone is in, which is not to be listed again. */
  readonly listedIn?: KeyRange;
  /** Of its job. */
  readonly traceparent?: string;
  readonly state: TransferState;
};
