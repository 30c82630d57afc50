import type { NamedObject, Problem } from "./manifest-page.js";
/** The columns of CSV, and the properties of JSON Lines. Positions have their numbers: new ones come last. */
export declare const MANIFEST_COLUMNS: readonly ["key", "url", "versionId", "size", "etag", "md5", "crc32", "crc64xz", "storageClass", "destinationKey"];
export type Column = (typeof MANIFEST_COLUMNS)[number];
/** The column of a name; undefined for one that is not known. */
export declare function columnOf(name: string): Column | undefined;
/** The end of a sentence that begins with the line, about a name that is no column. */
export declare function unknownColumn(name: string): string;
/**
 * How keys are written: `plain` as they are, `percent` as forms write them: `%20` or `+` for a space, `%2B` for
 * a plus, as S3 Inventory does.
 */
export type KeySpelling = "plain" | "percent";
/** Collects what a line says, value by value; each may be a problem, which ends a sentence about the line. */
export declare class ObjectDraft {
    #private;
    constructor(spelling: KeySpelling);
    /** The problem of a value, if it has one. */
    set(column: Column, value: string): string | undefined;
    /** What the line says, or why that is not enough. */
    object(): NamedObject | Problem;
}
