import { type ByteRange } from "./byte-range.js";
/** The parts of an HTTP response to a range request that decide whether its body can be believed. */
export type RangeResponse = {
    readonly status: number;
    readonly contentRange: string | undefined;
    readonly contentEncoding: string | undefined;
    readonly contentLength?: string | undefined;
};
export type ExpectedRange = {
    /** Names the source in the error. */
    readonly what: string;
    readonly range: ByteRange;
    readonly totalBytes: number;
    /** The coding that the object is stored in, as it was planned. */
    readonly contentEncoding?: string | undefined;
};
/**
 * Believes a range response only if it begins with the bytes that were asked for (RFC 9110 14.4 and
 * 15.3.7): status 206, one range, the planned total, the planned coding of the content.
 *
 * Answers to anything but the planned object size mean that the source changed.
 *
 * @returns how many bytes it carries: a server may send fewer than it was asked for, never more
 */
export declare function checkRangeResponse(response: RangeResponse, expected: ExpectedRange): number;
export type WholeResponse = RangeResponse & {
    readonly contentLength: string | undefined;
};
/**
 * Believes the response to a request without a Range header: the whole object, of the planned size,
 * in the planned coding of the content. A 206 is believed when it begins with the first byte.
 *
 * @returns how many bytes it carries
 */
export declare function checkWholeResponse(response: WholeResponse, { what, totalBytes, contentEncoding }: Omit<ExpectedRange, "range">): number;
