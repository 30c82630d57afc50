// What a test of a connection tries, and what it shows of the store.

import type { ChecksumAlgorithm } from "../bytes/checksum.ts";
import type { PutProof } from "./put-proof.ts";
import type { StoreProfile } from "./store-profile.ts";

/** In the order in which they are made: what a later one needs, an earlier one has shown. */
export const CONNECTION_CHECKS = [
  "reachable",
  "auth",
  "clock",
  "address-style",
  "list",
  "listing-order",
  "min-part",
  "etag-kind",
  "checksum-modes",
  "abort",
] as const;

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
  /** Whom the requests were made as. */
  readonly actsAs?: string;
};

/** The checksums that a store's adapter can send or read back, the strongest first. */
export function checksumModesOf({ checksum }: StoreProfile): readonly ChecksumAlgorithm[] {
  return checksum === "crc64xz" ? ["crc64xz", "md5"] : ["crc32", "md5"];
}

/**
 * The checksum for a new upload: as the settings chose it, else as it was measured, else as the
 * provider is known. What was measured before the connection became another kind of store is ignored.
 */
export function checksumFor(
  profile: StoreProfile,
  measured: MeasuredProfile | undefined,
): ChecksumAlgorithm {
  const seen = measured?.checksum;
  const isUsable =
    seen !== undefined && !profile.isChecksumChosen && checksumModesOf(profile).includes(seen);
  return isUsable ? seen : profile.checksum;
}

/**
 * What the response of this store to a PUT with this checksum proves by; undefined when it proves nothing,
 * so that its object has to be looked at. A test of the connection that did not see the store compare
 * what is used overrules what is known of its provider.
 */
export function putProofFor(
  { putProofs }: StoreProfile,
  algorithm: ChecksumAlgorithm,
  test: Pick<ConnectionTest, "checks"> | undefined,
): PutProof | undefined {
  const modes = test?.checks.find(({ name }) => name === "checksum-modes");
  const isDoubted = modes?.result === "warned" || modes?.result === "failed";
  return isDoubted ? undefined : putProofs[algorithm]?.is;
}
