import type { BulkSpec, Selection } from "../jobs/bulk-job.js";
import type { Entry } from "./entry.js";
/** What a job makes of the keys that its selection lists. */
export type SelectionRules = {
    /** What is asked of the list. */
    readonly prefix: string;
    /** False for a key that the globs leave out, and for the selection's own folder. */
    wants(key: string): boolean;
    destinationKeyOf(entry: Pick<Entry, "key" | "destinationKey">): string;
};
/**
 * Planner and worker make the same destination key of an entry by this, so that it does not travel with it.
 *
 * @throws PenstockError `request-invalid` for a glob or a template that means nothing
 */
export declare function selectionRules({ selection, destination }: Pick<BulkSpec, "selection" | "destination">, createdAtMs: number): SelectionRules;
/** All keys of a prefix or tree begin with it, and are named relative to it. */
export declare function prefixOf(selection: Selection): string;
