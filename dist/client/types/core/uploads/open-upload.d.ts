import type { JobId, TransferId, UploadId } from "../ids.js";
import type { Transfer } from "../transfers/transfer.js";
/** What is known of an upload that a transfer intended: `uploadId` once the store's response came. */
export type IntendedUpload = {
    readonly tenant: string;
    /** Tells it from every other one, also before it has an id. */
    readonly token: string;
    readonly transferId: TransferId;
    readonly jobId: JobId;
    readonly connection: string;
    readonly key: string;
    readonly uploadId?: UploadId;
};
/** One that the store did open. */
export type OpenedUpload = IntendedUpload & {
    readonly uploadId: UploadId;
};
/** An upload that may be open at a store because of Penstock, as the ledger remembers it. */
export type RegisteredUpload = IntendedUpload & {
    /** By the ledger's clock, as the age is. */
    readonly intendedAtMs: number;
    readonly ageMs: number;
    /** Whether its transfer uses it, and so completes or aborts it. */
    readonly isOwned: boolean;
    /** Of the parts that are in the ledger. */
    readonly uploadedBytes: number;
};
/** What a change of a transfer means for the uploads that may be open. */
export type UploadChange = 
/** From now on the store may open it. */
{
    readonly kind: "intended";
    readonly upload: IntendedUpload;
}
/** It is open, and the transfer uses it. */
 | {
    readonly kind: "opened";
    readonly upload: OpenedUpload;
}
/** It is known to be gone, or never was. */
 | {
    readonly kind: "gone";
    readonly token: string;
};
/**
 * A ledger that saves a transfer saves these in the same step, so that at every instant the ledger names
 * exactly the uploads that may be open. A token that is `intended` and never `opened` nor `gone`
 * belongs to a planner that died, lost its response or came too late: it stays until the sweep looks.
 */
export declare function uploadChanges(previous: Transfer, next: Transfer): readonly UploadChange[];
/** What a planned transfer may have opened by the intents that it comes with. */
export declare function intendedChanges(transfer: Transfer): readonly UploadChange[];
export declare function intendedUpload(transfer: Transfer, token: string): IntendedUpload;
