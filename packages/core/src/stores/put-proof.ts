import type { ChecksumAlgorithm, ChecksumValue } from "../bytes/checksum.ts";
import type { ConnectionTest } from "./connection-test.ts";
import type { StoreProfile } from "./store-profile.ts";

/**
 * What in the response to a PUT proves the bytes of its object.
 *
 * - `echoed`: the store's own checksum of them is in it.
 * - `refused`: their checksum went before them, and the store would have refused any others.
 */
export type PutProof = "echoed" | "refused";

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

/** Whether the response to a PUT settles it: no HEAD could show more of the bytes. */
export function provesPut(
  proof: PutProof | undefined,
  checksums: {
    /** Of the bytes that were read for it. */
    readonly read: ChecksumValue;
    /** Sent before the body. */
    readonly sent: ChecksumValue | undefined;
    /** In the response. */
    readonly echoed: ChecksumValue | undefined;
  },
): boolean {
  const { read, sent, echoed } = checksums;
  switch (proof) {
    case "echoed":
      return echoed === read;
    case "refused":
      return sent === read && (echoed ?? read) === read;
    case undefined:
      return false;
    default:
      return proof satisfies never;
  }
}
