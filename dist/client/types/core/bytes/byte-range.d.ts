/** A half-open range of bytes: startByte is in it, startByte + lengthBytes is not. */
export type ByteRange = {
    readonly startByte: number;
    readonly lengthBytes: number;
};
/** The first byte after the range. */
export declare function endByte(range: ByteRange): number;
/** The Range header for a range of at least one byte (RFC 9110 14.1.2: the last position is inclusive). */
export declare function toRangeHeader(range: ByteRange): string;
export type ContentRange = {
    readonly range: ByteRange;
    readonly totalBytes: number;
};
/** Reads `bytes 0-9/100` (RFC 9110 14.4); undefined for anything else, also for an unknown total. */
export declare function parseContentRange(header: string): ContentRange | undefined;
