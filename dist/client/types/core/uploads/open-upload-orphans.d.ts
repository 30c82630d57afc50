import type { OpenUpload } from "../ports/object-store.js";
import type { RegisteredUpload } from "./open-upload.js";
/**
 * Of the uploads that a store shows, those that may be an intent's whose response was lost: open
 * under exactly its key, since its time, and unknown to the ledger. What is left to ask the store is
 * whether they are empty, because no worker can send parts to an upload with an unknown id.
 *
 * A key is compared whole: a list by the prefix `a` shows the uploads of `a.b` and `a/` as well.
 *
 * @param listed by this connection
 * @param registered of all tenants and connections, read after the list: two connections may lead to
 * one bucket, and an upload of this instant has to be known, or its intent has to
 * @param graceMs for how long after the intent the store may have opened it
 */
export declare function possibleOrphans(listed: readonly OpenUpload[], { connection, registered, graceMs, }: {
    readonly connection: string;
    readonly registered: readonly RegisteredUpload[];
    readonly graceMs: number;
}): readonly OpenUpload[];
/** True for an intent of which it is unknown whether the store opened an upload for it. */
export declare function isUnanswered({ uploadId }: RegisteredUpload): boolean;
