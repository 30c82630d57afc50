import type { Cause } from "../failures/errors.js";
import type { PublishedChecksum, SourceSigns, SourceValidator, SourceVersion } from "../transfers/transfer.js";
/** One object of a selection, as its list tells of it: enough to move it without another look. */
export type Entry = {
    readonly key: string;
    /**
     * Where the list has it, in the order of the list; left out where that is its key. Positions of a
     * manifest and of rows are decimal numbers of a fixed width, so that every list is cut by the same rules.
     */
    readonly position?: string;
    readonly sizeBytes: number;
    readonly validator: SourceValidator;
    /** Every other sign of its version, where a list tells some: that of files does. */
    readonly signs?: SourceSigns;
    /** Only where it differs from what the selection's template makes of the key. */
    readonly destinationKey?: string;
    readonly versionId?: string;
    /** A manifest names this very version: where there is another one by now, that one is not moved. */
    readonly isExact?: boolean;
    /** As the source spells it. Archived objects are told from here, before a byte is asked for. */
    readonly storageClass?: string;
    /** The list shows a restored copy of an archived object, which can be read. */
    readonly isRestored?: boolean;
    readonly checksum?: PublishedChecksum;
    /** Where the list tells it: for comparisons by time. */
    readonly modifiedAtMs?: number;
    /** Of a check: what the destination's list has under the key that the entry would have there. */
    readonly counterpart?: Counterpart;
    /** Of a check: the source has no such key; what is listed is the object of the destination. */
    readonly isOnlyThere?: true;
    /**
     * Why it is not moved: its row says so, instead of silence. Where there is no object that could be read,
     * its size and validator mean nothing.
     */
    readonly refused?: Cause;
};
/** What a list of the destination tells of an object that the source's list has as well. */
export type Counterpart = Pick<Entry, "sizeBytes" | "validator" | "signs" | "modifiedAtMs" | "checksum">;
export declare function positionOf({ position, key }: Entry): string;
/** What each read of it is compared with. */
export declare function sourceVersionOfEntry({ sizeBytes, validator, signs, checksum, versionId, isExact, }: Entry): SourceVersion;
