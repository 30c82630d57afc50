import type { SourceVersion } from "./transfer.js";
/** Of a connection: the one sign that is compared besides the size, where a source's servers differ in the others. */
export type VersionMode = "etag" | "date" | "size";
/** How far a source could be pinned, the strongest sign that it shows. `size-only`: not at all. */
export type PinnedBy = "version" | "etag" | "checksum" | "file" | "weak-etag" | "date" | "size-only";
/** By lower-case name, as Node has them. */
export type SourceHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;
/** What a response says of its object. */
export type SourceResponse = {
    readonly headers: SourceHeaders;
    /** Its body is the whole object, or would be: some headers speak of the body alone. */
    readonly isWhole: boolean;
};
/** What every later response is compared with. */
export declare function sourceVersionOf(sizeBytes: number, response: SourceResponse, mode?: VersionMode | undefined): SourceVersion;
export declare function pinnedBy(sourceVersion: SourceVersion): PinnedBy;
/**
 * The headers by which the server itself refuses (412) another version: RFC 9110 13.1.1 and 13.1.4.
 * Only a strong, well-formed ETag may be compared by If-Match, and only a date is one.
 */
export declare function preconditionsOf(sourceVersion: SourceVersion): Readonly<Record<string, string>>;
/**
 * Compares a response with every sign that was planned. A sign that is left out is no other version,
 * but what is left has to prove as much as was planned: the receipt says so.
 *
 * @throws PenstockError `source-changed`, which says what differs; `source-response-invalid`
 */
export declare function checkVersion(response: SourceResponse, sourceVersion: SourceVersion, what: string): void;
/** Whether a later look shows the version that was planned, as far as both tell. */
export declare function isSameVersion(planned: SourceVersion, now: SourceVersion): boolean;
