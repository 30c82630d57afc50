/**
 * Turns the failure of a store that is read from into one of the `source-…` codes. Anything else (an
 * interruption, a source's own error) comes back as it is.
 */
export declare function toSourceError(error: unknown): unknown;
/** A server refused what it was asked to compare. Whether the version differs is another question. */
export declare function isPreconditionFailed(error: unknown): boolean;
