import { type Cause } from "../failures/errors.js";
import { type SourceKind } from "../objects/object-key.js";
import type { StoreLimits } from "../stores/store-profile.js";
import type { Entry } from "./entry.js";
export type EntryRoute = {
    readonly sourceKind: SourceKind;
    /** Storage classes of the source whose objects have to be restored before they can be read. */
    readonly archivedClasses: readonly string[];
    readonly destinationLimits: StoreLimits;
    /** What is larger is moved in parts. */
    readonly maxEntryBytes: number;
    readonly partSizeBytes?: number;
};
/**
 * Why an entry cannot be moved, as far as its list tells it: told now, by a row, instead of by a request
 * that fails; undefined for one that can.
 */
export declare function entryRejection(entry: Entry, destinationKey: string, route: EntryRoute): Cause | undefined;
