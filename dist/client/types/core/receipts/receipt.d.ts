import type { ChecksumAlgorithm, ChecksumValue } from "../bytes/checksum.js";
import type { AttributePolicy } from "../objects/object-attributes.js";
import type { PinnedBy } from "../transfers/source-version.js";
import type { Address, StoredObject } from "../transfers/transfer.js";
/** Everything of a receipt that its signature covers: what was stored, from what, and what it rests on. */
export type ReceiptBody = {
    v: 1;
    transferId: string;
    jobId: string;
    generation: number;
    source: Address & {
        sizeBytes: number;
        validator: Record<string, string>;
        signs?: Record<string, string>;
        pinnedBy: PinnedBy;
        checksum?: {
            algorithm: ChecksumAlgorithm;
            value: ChecksumValue;
        };
    };
    destination: Address & {
        etag: string;
        versionId?: string;
        encryption?: string;
    };
    sizeBytes: number;
    algorithm: ChecksumAlgorithm;
    checksum?: ChecksumValue;
    verifiedBy: StoredObject["verifiedBy"];
    attributes: {
        policy: AttributePolicy;
        given: string[];
        travelled: string[];
        leftBehind: {
            names: string[];
            reason: string;
        }[];
    };
    parts: ReceiptPart[];
    failedAttempts: ReceiptAttempt[];
    /** RFC 3339, like the next one. */
    acceptedAt: string;
    storedAt: string;
};
export type ReceiptPart = {
    number: number;
    startByte: number;
    lengthBytes: number;
    /** Absent where the record of the part was lost with Redis: the store has it, with unknown facts. */
    etag?: string;
    checksum?: ChecksumValue;
};
export type ReceiptAttempt = {
    step: string;
    at: string;
    process: string;
    code: string;
    message: string;
    requestId?: string;
};
/** In the order of the parts. An unknown part is `[]`. */
type FrozenPart = readonly [] | readonly [etag: string] | readonly [etag: string, ChecksumValue];
/**
 * A receipt as it is kept, made in the step that makes its transfer `stored`: it says the same however
 * long it is kept, whatever else is forgotten, and whichever version reads it. The failed attempts are
 * kept beside it, where none is added to a transfer that has ended. Ten thousand parts take 0.6 MB.
 */
export type FrozenReceipt = Omit<ReceiptBody, "parts" | "failedAttempts"> & {
    readonly partSizeBytes: number;
    readonly frozenParts: readonly FrozenPart[];
};
export {};
