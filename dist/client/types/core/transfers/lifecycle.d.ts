import type { Cause } from "../failures/errors.js";
import type { ETag } from "../ids.js";
import type { StoredObject, Transfer, TransferState, Upload } from "./transfer.js";
/** A source that changes more often than this fails its transfer instead of starting it over. */
export declare const MAX_GENERATIONS = 3;
/** What its raiser knows of requests that may still be carried out: the transfer keeps the latest time. */
type Doubting = {
    readonly inDoubtUntilMs?: number | undefined;
};
type GivenUp = Doubting & {
    readonly cause: Cause;
};
/** It may leave the transfer without an object, which is not to be said while a request is in doubt. */
type Ending = {
    readonly atMs: number;
};
export type TransferEvent = 
/** The token is in the ledger before the store hears of the upload. */
{
    readonly kind: "upload-intended";
    readonly token: string;
} | {
    readonly kind: "upload-opened";
    readonly upload: Upload;
} | {
    readonly kind: "transfer-skipped";
    readonly reason: string;
} | {
    readonly kind: "plan-refused";
    readonly cause: Cause;
}
/** Raised by the ledger itself, by the script that records the last missing part. */
 | ({
    readonly kind: "parts-uploaded";
} & Doubting)
/** The response to a PUT says that its object is there and right. */
 | {
    readonly kind: "put-proved";
    readonly object: StoredObject;
} | ({
    readonly kind: "part-abandoned";
} & GivenUp) | ({
    readonly kind: "source-changed";
} & GivenUp)
/** The sender of a part learned that the store does not know the upload: the coordinator has to look. */
 | {
    readonly kind: "upload-unknown";
    readonly cause: Cause;
} | {
    readonly kind: "cancel-requested";
    readonly cause: Cause;
}
/** A Complete is about to be sent. */
 | {
    readonly kind: "complete-sent";
    readonly atMs: number;
}
/** The store does not hold every part that the ledger does: they are uploaded again. */
 | ({
    readonly kind: "parts-missing";
} & Doubting)
/** The object is there and ours: said by a Complete, or seen by a HEAD. */
 | {
    readonly kind: "upload-completed";
    readonly etag: ETag;
} | ({
    readonly kind: "completion-refused";
} & GivenUp)
/** The job was cancelled, and the upload cannot be completed as long as its cause is there. */
 | ({
    readonly kind: "completion-cancelled";
} & GivenUp)
/** The store no longer knows the upload, and a HEAD proved that its object is not ours. */
 | ({
    readonly kind: "upload-vanished";
    readonly cause: Cause;
} & Ending) | {
    readonly kind: "object-verified";
    readonly object: StoredObject;
} | ({
    readonly kind: "object-refused";
    readonly cause: Cause;
} & Ending)
/** `unseen`: that the store refused to show whether there is an object, and what to do about it. */
 | ({
    readonly kind: "upload-aborted";
    readonly unseen?: string;
} & Ending);
export type Action = "plan" | "dispatch" | "complete" | "verify" | "abort" | "none";
/** The one thing to do next for a transfer. An edge only makes this run sooner; the sweep runs it anyway. */
export declare function decide(transfer: Transfer): Action;
/** Terminal states absorb: nothing that happens later changes them. */
export declare function isTerminal(state: TransferState): boolean;
/**
 * What an event means for a transfer. Pure; the ledger writes the result by compare-and-set on `revision`.
 *
 * Events arrive at least once and out of order, so one that the state does not wait for, or that
 * belongs to an older generation, returns the very same object: the normal case after a redelivery. So does one that
 * would leave the transfer without an object while a request may still make it: it has to come again (`doubtMs`).
 */
export declare function apply(transfer: Transfer, generation: number, event: TransferEvent): Transfer;
/** For how long a request of the transfer may still be carried out; 0 when none can be. */
export declare function doubtMs({ inDoubtUntilMs }: Transfer, nowMs: number): number;
export {};
