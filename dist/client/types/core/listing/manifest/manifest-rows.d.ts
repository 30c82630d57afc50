/** The most that a row has, with the line feeds in its quotes. What is longer is broken, and never held. */
export declare const MAX_ROW_BYTES: number;
/** What begins at a place of a text. */
export type FoundRow<Value> = {
    /** Undefined for a blank line. */
    readonly value: Value | undefined;
    /** Where its last line feed is, or the end of the text. */
    readonly end: number;
    /** How many line feeds are inside of it. */
    readonly lineFeeds: number;
} | {
    readonly problem: string;
};
/** Reads the row that begins at a place; undefined where the text ends inside of it. */
export type FindRow<Value> = (text: string, at: number) => FoundRow<Value> | undefined;
/** A row, or a line that is none. */
export type Row<Value> = {
    readonly kind: "row";
    readonly line: number;
    readonly byteOffset: number;
    readonly value: Value;
} | BrokenRow;
type BrokenRow = {
    readonly kind: "broken";
    readonly line: number;
    readonly byteOffset: number;
    /** The end of a sentence that begins with the line. */
    readonly problem: string;
};
/** Where a line begins. */
export type Position = {
    readonly byteOffset: number;
    readonly line: number;
};
/**
 * Cuts bytes into rows; the chunks that they come in make no difference. A broken line takes nothing
 * with it: reading continues behind its line feed. Memory is bounded by the longest row and the chunk.
 */
export declare class ManifestRows<Value> {
    #private;
    constructor(findRow: FindRow<Value>, from: Position);
    /** Takes a copy: the chunk may be used again. */
    push(chunk: Uint8Array): void;
    /** No more chunks come. */
    end(): void;
    /** Behind the last row that was given. */
    get position(): Position;
    /** The next row; undefined where more bytes are needed first, or none are left. */
    next(): Row<Value> | undefined;
}
export {};
