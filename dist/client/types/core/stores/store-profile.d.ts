import type { ChecksumAlgorithm } from "../bytes/checksum.js";
import type { MetadataNames } from "../objects/object-attributes.js";
import type { PutProof } from "./put-proof.js";
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
export type Known<Value> = {
    readonly is: Value;
    readonly by: Evidence;
};
/** What a store does that another one does otherwise. Nothing correct may depend on it. */
export type StoreBehaviour = {
    /** The ETag of an object made of parts, where the store does not encrypt it. */
    readonly objectETag: Known<"md5-of-md5s" | "opaque">;
    /** The response to a Complete that succeeded before. */
    readonly repeatedComplete: Known<"same-result" | "upload-gone" | "unknown">;
    /** Whether part numbers may have holes. */
    readonly partNumberGaps: Known<"allowed" | "refused">;
    /** The header that asks for a PUT or a Complete which replaces no object. */
    readonly overwriteGuard: Known<"if-none-match" | "x-cos-forbid-overwrite" | "x-oss-forbid-overwrite" | "none">;
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
/**
 * What each kind of store allows and does. Sources: COS documents 436/7742, 436/7746, 436/7750 and
 * 436/14518, Amazon S3 user guide "Multipart upload limits" and "Conditional requests", R2
 * "Conditional operations", and each vendor's own pages. Measured on Ceph RGW 16; the repeated Complete
 * on 18 and 20 as well, and on Swift's s3api 2.30 and 2.38.
 */
export declare const STORE_PROFILES: {
    readonly cos: {
        readonly limits: StoreLimits;
        readonly checksum: "crc64xz";
        readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
        readonly archivedClasses: readonly ["ARCHIVE", "DEEP_ARCHIVE"];
        readonly pathStyle: false;
        readonly metadataNames: "strict";
        readonly behaviour: {
            readonly objectETag: Known<"opaque">;
            readonly repeatedComplete: Known<"upload-gone">;
            readonly partNumberGaps: Known<"refused">;
            readonly overwriteGuard: Known<"x-cos-forbid-overwrite">;
            readonly listVersion: Known<1>;
        };
    };
    readonly aws: {
        readonly limits: StoreLimits;
        readonly checksum: "crc32";
        readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
        readonly archivedClasses: readonly ["GLACIER", "DEEP_ARCHIVE"];
        readonly pathStyle: false;
        readonly behaviour: {
            readonly objectETag: Known<"md5-of-md5s">;
            readonly repeatedComplete: Known<"same-result">;
            readonly partNumberGaps: Known<"allowed">;
            readonly overwriteGuard: Known<"if-none-match">;
            readonly listVersion: Known<2>;
        };
    };
    readonly r2: {
        readonly limits: {
            /** The last part is free of this one. */
            readonly minPartBytes: number;
            readonly maxParts: number;
            /** Objects up to this size are known to be taken; the plan of a larger one has a warning. */
            readonly knownObjectBytes: number;
            readonly maxPartBytes: number;
            readonly maxObjectBytes: number;
            readonly maxPutBytes: number;
        };
        readonly checksum: "md5";
        readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
        readonly archivedClasses: readonly [];
        readonly pathStyle: true;
        readonly behaviour: {
            readonly objectETag: Known<"md5-of-md5s">;
            readonly repeatedComplete: Known<"unknown">;
            readonly partNumberGaps: Known<"allowed">;
            readonly overwriteGuard: Known<"if-none-match">;
            readonly listVersion: Known<2>;
        };
    };
    readonly gcs: {
        readonly limits: {
            /** The last part is free of this one. */
            readonly minPartBytes: number;
            readonly maxPartBytes: number;
            readonly maxParts: number;
            /** Objects up to this size are known to be taken; the plan of a larger one has a warning. */
            readonly knownObjectBytes: number;
            /** The largest object that one PUT may carry. */
            readonly maxPutBytes: number;
            readonly maxObjectBytes: number;
        };
        readonly checksum: "md5";
        readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
        readonly archivedClasses: readonly [];
        readonly pathStyle: true;
        readonly behaviour: {
            readonly objectETag: Known<"opaque">;
            readonly repeatedComplete: Known<"unknown">;
            readonly partNumberGaps: Known<"allowed">;
            readonly overwriteGuard: Known<"none">;
            readonly listVersion: Known<2>;
        };
    };
    readonly b2: {
        readonly limits: {
            /** The last part is free of this one. */
            readonly minPartBytes: number;
            readonly maxParts: number;
            readonly maxPartBytes: number;
            readonly maxObjectBytes: number;
            readonly knownObjectBytes: number;
            readonly maxPutBytes: number;
        };
        readonly checksum: "md5";
        readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
        readonly archivedClasses: readonly [];
        readonly pathStyle: false;
        readonly behaviour: {
            readonly objectETag: Known<"opaque">;
            readonly repeatedComplete: Known<"unknown">;
            readonly partNumberGaps: Known<"refused">;
            readonly overwriteGuard: Known<"none">;
            readonly listVersion: Known<2>;
        };
    };
    readonly minio: {
        readonly limits: StoreLimits;
        readonly checksum: "crc32";
        readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
        readonly archivedClasses: readonly [];
        readonly pathStyle: true;
        readonly behaviour: {
            readonly objectETag: Known<"md5-of-md5s">;
            readonly repeatedComplete: Known<"upload-gone">;
            readonly partNumberGaps: Known<"allowed">;
            readonly overwriteGuard: Known<"if-none-match">;
            readonly listVersion: Known<2>;
        };
    };
    readonly versitygw: {
        readonly limits: StoreLimits;
        readonly checksum: "crc32";
        readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
        readonly archivedClasses: readonly [];
        readonly pathStyle: true;
        readonly behaviour: {
            readonly objectETag: Known<"md5-of-md5s">;
            readonly repeatedComplete: Known<"unknown">;
            readonly partNumberGaps: Known<"allowed">;
            readonly overwriteGuard: Known<"if-none-match">;
            readonly listVersion: Known<2>;
        };
    };
    readonly ceph: {
        readonly limits: StoreLimits;
        readonly checksum: "md5";
        readonly putProofs: {
            readonly crc32: Known<"echoed">;
            readonly md5: Known<"refused">;
        };
        readonly archivedClasses: readonly [];
        readonly pathStyle: true;
        readonly behaviour: {
            readonly objectETag: Known<"md5-of-md5s">;
            readonly repeatedComplete: Known<"same-result">;
            readonly partNumberGaps: Known<"allowed">;
            readonly overwriteGuard: Known<"if-none-match">;
            readonly listVersion: Known<2>;
        };
    };
    readonly swift: {
        readonly limits: {
            /** The last part is free of this one. */
            readonly minPartBytes: number;
            readonly maxPartBytes: number;
            /** Objects up to this size are known to be taken; the plan of a larger one has a warning. */
            readonly knownObjectBytes: number;
            /** The largest object that one PUT may carry. */
            readonly maxPutBytes: number;
            readonly maxParts: 1000;
            readonly maxObjectBytes: number;
        };
        readonly checksum: "md5";
        readonly putProofs: {
            readonly md5: Known<"refused">;
        };
        readonly archivedClasses: readonly [];
        readonly pathStyle: true;
        readonly behaviour: {
            readonly objectETag: Known<"md5-of-md5s">;
            readonly repeatedComplete: Known<"same-result">;
            readonly partNumberGaps: Known<"allowed">;
            readonly overwriteGuard: Known<"none">;
            readonly listVersion: Known<2>;
        };
    };
    readonly oss: {
        readonly limits: {
            readonly maxPartBytes: number;
            readonly maxParts: number;
            readonly maxObjectBytes: number;
            /** Objects up to this size are known to be taken; the plan of a larger one has a warning. */
            readonly knownObjectBytes: number;
            /** The largest object that one PUT may carry. */
            readonly maxPutBytes: number;
            readonly minPartBytes: number;
        };
        readonly checksum: "md5";
        readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
        readonly archivedClasses: readonly ["Archive", "ColdArchive", "DeepColdArchive"];
        readonly pathStyle: false;
        readonly behaviour: {
            readonly objectETag: Known<"opaque">;
            readonly repeatedComplete: Known<"unknown">;
            readonly partNumberGaps: Known<"allowed">;
            readonly overwriteGuard: Known<"x-oss-forbid-overwrite">;
            readonly listVersion: Known<2>;
        };
    };
    readonly "cos-s3": {
        readonly limits: StoreLimits;
        readonly checksum: "md5";
        readonly putProofs: Readonly<Partial<Record<ChecksumAlgorithm, Known<PutProof>>>>;
        readonly archivedClasses: readonly ["ARCHIVE", "DEEP_ARCHIVE"];
        readonly pathStyle: false;
        readonly metadataNames: "strict";
        readonly behaviour: {
            readonly objectETag: Known<"opaque">;
            readonly repeatedComplete: Known<"upload-gone">;
            readonly partNumberGaps: Known<"refused">;
            readonly overwriteGuard: Known<"x-cos-forbid-overwrite">;
            readonly listVersion: Known<1>;
        };
    };
    readonly other: {
        readonly limits: StoreLimits;
        readonly checksum: "md5";
        readonly putProofs: {
            readonly crc32: Known<"echoed">;
            readonly md5: Known<"refused">;
        };
        readonly archivedClasses: readonly ["GLACIER", "DEEP_ARCHIVE"];
        readonly pathStyle: true;
        readonly behaviour: {
            readonly objectETag: Known<"opaque">;
            readonly repeatedComplete: Known<"unknown">;
            readonly partNumberGaps: Known<"refused">;
            readonly overwriteGuard: Known<"none">;
            readonly listVersion: Known<2>;
        };
    };
};
export type StoreProvider = keyof typeof STORE_PROFILES;
export {};
