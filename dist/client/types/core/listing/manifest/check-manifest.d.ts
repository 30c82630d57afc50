import { type BrokenLine, type ManifestPage, type NamedObject } from "./manifest-page.js";
/** What a whole manifest has, known before anything of it moves. */
export type ManifestCounts = {
    readonly entries: number;
    /** Of those that say their size. */
    readonly sizeBytes: number;
    readonly withoutSize: number;
    /** Skipped lines: where they are refused, there are none. */
    readonly brokenLines: number;
    /** The first of them. */
    readonly broken: readonly BrokenLine[];
};
type Pages<Checkpoint> = AsyncIterable<ManifestPage<Checkpoint>>;
/**
 * Reads all of a manifest, once where no two of its objects go to one destination key. Memory is 8 bytes
 * a line.
 *
 * Rejects with `manifest-invalid` where two do, naming the lines, and as the pages do.
 */
export declare function checkManifest<Checkpoint>(readPages: () => Pages<Checkpoint>, destinationKeyOf: (object: NamedObject) => string): Promise<ManifestCounts>;
export {};
