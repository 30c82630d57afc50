import type { ChecksumAlgorithm } from "../bytes/checksum.js";
import type { PutProof } from "./put-proof.js";
import type { StoreProfile } from "./store-profile.js";
/** In the order in which they are made: what a later one needs, an earlier one has shown. */
export declare const CONNECTION_CHECKS: readonly ["reachable", "auth", "clock", "address-style", "list", "listing-order", "min-part", "etag-kind", "checksum-modes", "abort"];
export type ConnectionCheckName = (typeof CONNECTION_CHECKS)[number];
export type ConnectionCheck = {
    readonly name: ConnectionCheckName;
    /** `warned`: it works, and the consequence is worth knowing. `skipped`: an earlier check failed. */
    readonly result: "passed" | "warned" | "failed" | "skipped";
    readonly detail: string;
    /** What it means for transfers. */
    readonly consequence?: string;
    /** What to do about it. */
    readonly fix?: string;
};
/** What was seen of a store. New uploads follow it where the connection says nothing else. */
export type MeasuredProfile = {
    /** The strongest checksum that the store really compares. */
    readonly checksum?: ChecksumAlgorithm;
    readonly objectETag?: "md5-of-md5s" | "opaque";
};
export type ConnectionTest = {
    readonly connection: string;
    readonly testedAtMs: number;
    readonly checks: readonly ConnectionCheck[];
    readonly measured: MeasuredProfile;
};
/** The checksums that a store's adapter can send or read back, the strongest first. */
export declare function checksumModesOf({ checksum }: StoreProfile): readonly ChecksumAlgorithm[];
/**
 * The checksum for a new upload: as the settings chose it, else as it was measured, else as the
 * provider is known. What was measured before the connection became another kind of store is ignored.
 */
export declare function checksumFor(profile: StoreProfile, measured: MeasuredProfile | undefined): ChecksumAlgorithm;
/**
 * What the response of this store to a PUT with this checksum proves by; undefined when it proves nothing,
 * so that its object has to be looked at. A test of the connection that did not see the store compare
 * what is used overrules what is known of its provider.
 */
export declare function putProofFor({ putProofs }: StoreProfile, algorithm: ChecksumAlgorithm, test: Pick<ConnectionTest, "checks"> | undefined): PutProof | undefined;
