import type { ChecksumAlgorithm } from "./checksum.ts";

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
  /** The largest object that one PUT may carry. */
  readonly maxPutBytes: number;
};

export type StoreProfile = {
  readonly limits: StoreLimits;
  /** The checksum that proves a part; a connection may choose another one. */
  readonly checksum: ChecksumAlgorithm;
  /** Bucket in the path instead of in the host name. */
  readonly pathStyle: boolean;
};

const S3_LIMITS: StoreLimits = {
  minPartBytes: 5 * MIB,
  maxPartBytes: 5 * GIB,
  maxParts: 10_000,
  maxObjectBytes: 10_000 * 5 * GIB,
  maxPutBytes: 5 * GIB,
};

const COS_LIMITS: StoreLimits = { ...S3_LIMITS, minPartBytes: MIB };

/**
 * What each kind of store allows. Sources: COS documents 436/7750 and 436/14518, Amazon S3 user
 * guide "Multipart upload limits", and each vendor's own limits page.
 */
export const STORE_PROFILES = {
  cos: { limits: COS_LIMITS, checksum: "crc64xz", pathStyle: false },
  aws: { limits: S3_LIMITS, checksum: "crc32", pathStyle: false },
  // R2 limits parts to 4.995 GiB; whole MiB below that keep the plan's equal parts legal.
  r2: {
    limits: {
      ...S3_LIMITS,
      maxPartBytes: 5114 * MIB,
      maxPutBytes: 5114 * MIB,
      maxObjectBytes: 5114 * GIB,
    },
    checksum: "md5",
    pathStyle: true,
  },
  gcs: { limits: { ...S3_LIMITS, maxObjectBytes: 5 * TIB }, checksum: "md5", pathStyle: true },
  b2: {
    limits: {
      ...S3_LIMITS,
      maxPartBytes: 4768 * MIB,
      maxPutBytes: 4768 * MIB,
      maxObjectBytes: 10_000_000_000_000,
    },
    checksum: "md5",
    pathStyle: false,
  },
  minio: { limits: S3_LIMITS, checksum: "crc32", pathStyle: true },
  versitygw: { limits: S3_LIMITS, checksum: "crc32", pathStyle: true },
  ceph: { limits: S3_LIMITS, checksum: "md5", pathStyle: true },
  // Swift's s3api stops at 1000 parts unless its operator raised max_upload_part_num.
  swift: {
    limits: { ...S3_LIMITS, maxParts: 1000, maxObjectBytes: 1000 * 5 * GIB },
    checksum: "md5",
    pathStyle: true,
  },
  oss: { limits: { ...S3_LIMITS, minPartBytes: 100 * KIB }, checksum: "md5", pathStyle: false },
  "cos-s3": { limits: COS_LIMITS, checksum: "md5", pathStyle: false },
  other: { limits: S3_LIMITS, checksum: "md5", pathStyle: true },
} as const satisfies Record<string, StoreProfile>;

export type StoreProvider = keyof typeof STORE_PROFILES;
