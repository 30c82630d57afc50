import type { ChecksumAlgorithm } from "../bytes/checksum.ts";
import type { MetadataNames } from "../objects/object-attributes.ts";
import type { PutProof } from "./put-proof.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
const TIB = 1024 * GIB;

export type StoreLimits = {
  /** The last part is free of this one. */
  readonly minPartBytes: number;
  readonly maxPartBytes: number;
  readonly maxParts: number;
  readonly maxObjectBytes: number;
  /** Objects up to this size are known to be taken; the plan of a larger one has a warning. */
  readonly knownObjectBytes: number;
  /** The largest object that one PUT may carry. */
  readonly maxPutBytes: number;
};

/** How it is known: seen on the real server, read in its vendor's pages, or only heard of. */
type Evidence = "measured" | "documented" | "believed";

export type Known<Value> = { readonly is: Value; readonly by: Evidence };

/** What a store does that another one does otherwise. Nothing correct may depend on it. */
export type StoreBehaviour = {
  /** The ETag of an object made of parts, where the store does not encrypt it. */
  readonly objectETag: Known<"md5-of-md5s" | "opaque">;
  /** Of a part whose bytes are sent twice: the same each time (their MD5), unless the store encrypts with a key of its own. */
  readonly partETag: Known<"of-bytes" | "opaque">;
  /** The response to a Complete that succeeded before. */
  readonly repeatedComplete: Known<"same-result" | "upload-gone" | "unknown">;
  /** Whether part numbers may have holes. */
  readonly partNumberGaps: Known<"allowed" | "refused">;
  /** The header that asks for a PUT or a Complete which replaces no object. */
  readonly overwriteGuard: Known<
    "if-none-match" | "x-cos-forbid-overwrite" | "x-oss-forbid-overwrite" | "none"
  >;
  /** The version of ListObjects to ask for. */
  readonly listVersion: Known<1 | 2>;
};

export type StoreProfile = {
  readonly limits: StoreLimits;
  /** The checksum that proves a part; a connection may choose another one. */
  readonly checksum: ChecksumAlgorithm;
  /** By the checksum that goes with the PUT. One that is not named proves nothing: the object is looked at. */
  readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
  /** The connection's settings say which checksum: nothing that was measured overrules them. */
  readonly isChecksumChosen?: boolean;
  /** Storage classes, as lists spell them, whose objects have to be restored before they can be read. */
  readonly archivedClasses: readonly string[];
  /** `unordered`: lists come in another order than that of the keys' bytes. Left out: `ordered`. */
  readonly listing?: "ordered" | "unordered";
  /** Bucket in the path instead of in the host name. */
  readonly pathStyle: boolean;
  /** Left out: `free`. */
  readonly metadataNames?: MetadataNames;
  readonly behaviour: StoreBehaviour;
};

const S3_LIMITS: StoreLimits = {
  minPartBytes: 5 * MIB,
  maxPartBytes: 5 * GIB,
  maxParts: 10_000,
  maxObjectBytes: 10_000 * 5 * GIB,
  // The limit of Amazon's until 2025, at which many that speak its API still stop.
  knownObjectBytes: 5e12,
  maxPutBytes: 5 * GIB,
};

const AWS_LIMITS: StoreLimits = { ...S3_LIMITS, knownObjectBytes: S3_LIMITS.maxObjectBytes };

const COS_LIMITS: StoreLimits = { ...AWS_LIMITS, minPartBytes: MIB };

function measured<Value>(is: Value): Known<Value> {
  return { is, by: "measured" };
}

function documented<Value>(is: Value): Known<Value> {
  return { is, by: "documented" };
}

function believed<Value>(is: Value): Known<Value> {
  return { is, by: "believed" };
}

/** COS returns the CRC-64 of what it stored (436/7749), and checks Content-MD5 (436/7749, BadDigest). */
const COS_PUT_PROOFS: StoreProfile["putProofs"] = {
  crc64xz: documented("echoed"),
  md5: documented("refused"),
};

/** A server that checks a CRC32 says so by returning it: one that knows no such header ignores it. */
const S3_PUT_PROOFS: StoreProfile["putProofs"] = {
  crc32: documented("echoed"),
  md5: documented("refused"),
};

/**
 * What each kind of store allows and does. Sources: COS documents 436/7742, 436/7746, 436/7750 and
 * 436/14518, Amazon S3 user guide "Multipart upload limits" and "Conditional requests", R2
 * "Conditional operations", and each vendor's own pages. Measured on Ceph RGW 16; the repeated Complete
 * on 18 and 20 as well, and on Swift's s3api 2.30 and 2.38.
 */
export const STORE_PROFILES = {
  cos: {
    limits: COS_LIMITS,
    checksum: "crc64xz",
    putProofs: COS_PUT_PROOFS,
    archivedClasses: ["ARCHIVE", "DEEP_ARCHIVE"],
    pathStyle: false,
    metadataNames: "strict",
    behaviour: {
      objectETag: documented("opaque"),
      partETag: documented("of-bytes"),
      repeatedComplete: documented("upload-gone"),
      partNumberGaps: documented("refused"),
      overwriteGuard: documented("x-cos-forbid-overwrite"),
      listVersion: documented(1),
    },
  },
  aws: {
    limits: AWS_LIMITS,
    checksum: "crc32",
    putProofs: S3_PUT_PROOFS,
    archivedClasses: ["GLACIER", "DEEP_ARCHIVE"],
    pathStyle: false,
    behaviour: {
      objectETag: documented("md5-of-md5s"),
      partETag: documented("of-bytes"),
      repeatedComplete: believed("same-result"),
      partNumberGaps: documented("allowed"),
      overwriteGuard: documented("if-none-match"),
      listVersion: documented(2),
    },
  },
  // R2 limits parts to 4.995 GiB; whole MiB below that keep the plan's equal parts legal.
  r2: {
    limits: {
      ...S3_LIMITS,
      maxPartBytes: 5114 * MIB,
      maxObjectBytes: 5114 * GIB,
      maxPutBytes: 5114 * MIB,
    },
    // Its CRC32 of an upload is one of checksums, which proves nothing of the whole.
    checksum: "md5",
    putProofs: S3_PUT_PROOFS,
    archivedClasses: [],
    pathStyle: true,
    behaviour: {
      objectETag: documented("md5-of-md5s"),
      partETag: documented("of-bytes"),
      repeatedComplete: believed("unknown"),
      partNumberGaps: believed("allowed"),
      overwriteGuard: documented("if-none-match"),
      listVersion: documented(2),
    },
  },
  gcs: {
    limits: { ...S3_LIMITS, maxObjectBytes: 5 * TIB },
    checksum: "md5",
    putProofs: S3_PUT_PROOFS,
    archivedClasses: [],
    pathStyle: true,
    behaviour: {
      objectETag: documented("opaque"),
      partETag: believed("opaque"),
      repeatedComplete: believed("unknown"),
      partNumberGaps: believed("allowed"),
      // Its conditions compare generations, in headers that S3 requests may not carry.
      overwriteGuard: believed("none"),
      listVersion: documented(2),
    },
  },
  b2: {
    limits: {
      ...S3_LIMITS,
      maxPartBytes: 4768 * MIB,
      maxObjectBytes: 9 * TIB,
      knownObjectBytes: 9 * TIB,
      maxPutBytes: 4768 * MIB,
    },
    checksum: "md5",
    putProofs: S3_PUT_PROOFS,
    archivedClasses: [],
    pathStyle: false,
    behaviour: {
      objectETag: believed("opaque"),
      partETag: believed("opaque"),
      repeatedComplete: believed("unknown"),
      partNumberGaps: believed("refused"),
      // It answers 501 to a write that has a condition.
      overwriteGuard: believed("none"),
      listVersion: documented(2),
    },
  },
  minio: {
    limits: S3_LIMITS,
    checksum: "crc32",
    putProofs: S3_PUT_PROOFS,
    archivedClasses: [],
    pathStyle: true,
    behaviour: {
      objectETag: believed("md5-of-md5s"),
      partETag: believed("of-bytes"),
      repeatedComplete: believed("upload-gone"),
      partNumberGaps: believed("allowed"),
      overwriteGuard: documented("if-none-match"),
      listVersion: documented(2),
    },
  },
  versitygw: {
    limits: S3_LIMITS,
    checksum: "crc32",
    putProofs: S3_PUT_PROOFS,
    archivedClasses: [],
    pathStyle: true,
    behaviour: {
      objectETag: believed("md5-of-md5s"),
      partETag: believed("of-bytes"),
      repeatedComplete: believed("unknown"),
      partNumberGaps: believed("allowed"),
      overwriteGuard: documented("if-none-match"),
      listVersion: believed(2),
    },
  },
  ceph: {
    limits: S3_LIMITS,
    checksum: "md5",
    putProofs: { crc32: documented("echoed"), md5: measured("refused") },
    archivedClasses: [],
    pathStyle: true,
    behaviour: {
      objectETag: measured("md5-of-md5s"),
      partETag: measured("of-bytes"),
      repeatedComplete: measured("same-result"),
      partNumberGaps: measured("allowed"),
      // Version 16 heeds it at a PUT, and completes all the same.
      overwriteGuard: measured("if-none-match"),
      listVersion: measured(2),
    },
  },
  // Swift's s3api stops at 1000 parts unless its operator raised max_upload_part_num.
  swift: {
    limits: { ...S3_LIMITS, maxParts: 1000, maxObjectBytes: 1000 * 5 * GIB },
    checksum: "md5",
    putProofs: { md5: measured("refused") },
    archivedClasses: [],
    pathStyle: true,
    behaviour: {
      objectETag: measured("md5-of-md5s"),
      partETag: measured("of-bytes"),
      repeatedComplete: measured("same-result"),
      partNumberGaps: measured("allowed"),
      // 501 to a PUT with If-None-Match, 400 to a Complete.
      overwriteGuard: measured("none"),
      listVersion: measured(2),
    },
  },
  oss: {
    limits: { ...AWS_LIMITS, minPartBytes: 100 * KIB },
    checksum: "md5",
    putProofs: S3_PUT_PROOFS,
    archivedClasses: ["Archive", "ColdArchive", "DeepColdArchive"],
    pathStyle: false,
    behaviour: {
      objectETag: documented("opaque"),
      partETag: documented("of-bytes"),
      repeatedComplete: believed("unknown"),
      partNumberGaps: documented("allowed"),
      overwriteGuard: documented("x-oss-forbid-overwrite"),
      listVersion: documented(2),
    },
  },
  "cos-s3": {
    limits: COS_LIMITS,
    checksum: "md5",
    putProofs: S3_PUT_PROOFS,
    archivedClasses: ["ARCHIVE", "DEEP_ARCHIVE"],
    pathStyle: false,
    metadataNames: "strict",
    behaviour: {
      objectETag: documented("opaque"),
      partETag: documented("of-bytes"),
      repeatedComplete: believed("upload-gone"),
      partNumberGaps: documented("refused"),
      overwriteGuard: believed("x-cos-forbid-overwrite"),
      listVersion: believed(1),
    },
  },
  // Nothing is known of it: what asks least of a store.
  other: {
    limits: S3_LIMITS,
    checksum: "md5",
    putProofs: { crc32: believed("echoed"), md5: believed("refused") },
    archivedClasses: ["GLACIER", "DEEP_ARCHIVE"],
    pathStyle: true,
    behaviour: {
      objectETag: believed("opaque"),
      partETag: believed("opaque"),
      repeatedComplete: believed("unknown"),
      partNumberGaps: believed("refused"),
      overwriteGuard: believed("none"),
      listVersion: believed(2),
    },
  },
} as const satisfies Record<string, StoreProfile>;

export type StoreProvider = keyof typeof STORE_PROFILES;
