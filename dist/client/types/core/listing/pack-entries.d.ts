import { type Entry } from "./entry.js";
import type { KeyRange } from "./key-range.js";
/** Consecutive entries of a list that are dispatched, counted and reported as one. */
export type Batch = {
    /** In its job, from 0. */
    readonly number: number;
    /** All that the list has here: the ranges of consecutive batches leave nothing between. */
    readonly range: KeyRange & {
        readonly to: string;
    };
    readonly entries: readonly Entry[];
    /** Of all its entries, those that are refused among them. */
    readonly sizeBytes: number;
};
/** How much more a job may have under way: what ended and is in no segment of the journal yet is. */
export type Room = {
    readonly batches: number;
    readonly transfers: number;
};
export declare const BATCHES_PER_JOB = 64;
export declare const TRANSFERS_PER_JOB = 256;
export type PackRequest = {
    /** Where the list was, and up to where it is known now. */
    readonly listed: {
        readonly after: string;
        readonly last: string;
    };
    /** All of them inside that, in order. */
    readonly entries: readonly Entry[];
    /** Of the next batch. */
    readonly firstNumber: number;
    /** What is larger becomes a transfer of its own. */
    readonly maxEntryBytes: number;
    readonly room: Room;
};
export type Packed = {
    readonly batches: readonly Batch[];
    /** Those that become transfers of their own, each with the piece of the list that it alone is in. */
    readonly large: readonly {
        readonly entry: Entry;
        readonly range: Batch["range"];
    }[];
    /** Up to where everything was taken; before the list's end where the room did not do. */
    readonly taken: string;
};
/**
 * The most that a batch takes, by its number in the job. Small at first, so that a small job spreads
 * over its workers; bytes count as well as entries, so that large objects do not meet in one batch.
 */
export declare function batchLimits(number: number): {
    readonly entries: number;
    readonly bytes: number;
};
/** Packs what a page listed, in order, as far as there is room. Every batch has at least one entry. */
export declare function packEntries(request: PackRequest): Packed;
