import type { ChecksumValue } from "../bytes/checksum.js";
/**
 * What in the response to a PUT proves the bytes of its object.
 *
 * - `echoed`: the store's own checksum of them is in it.
 * - `refused`: their checksum went before them, and the store would have refused any others.
 */
export type PutProof = "echoed" | "refused";
/** Whether the response to a PUT settles it: no HEAD could show more of the bytes. */
export declare function provesPut(proof: PutProof | undefined, checksums: {
    /** Of the bytes that were read for it. */
    readonly read: ChecksumValue;
    /** Sent before the body. */
    readonly sent: ChecksumValue | undefined;
    /** In the response. */
    readonly echoed: ChecksumValue | undefined;
}): boolean;
