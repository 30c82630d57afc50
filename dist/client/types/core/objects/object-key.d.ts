/** What a source is decides what its keys can be. */
export type SourceKind = "cos" | "s3" | "http" | "file";
/**
 * Refuses destination keys that some client or server on the way would rewrite.
 *
 * A `.` or `..` segment is collapsed by URL parsers, an empty first segment is stripped by COS
 * clients, and control characters cannot be written in the XML responses.
 *
 * @throws PenstockError `key-invalid`
 */
export declare function checkDestinationKey(key: string): void;
/**
 * Refuses source keys that would be read as another object's, or that a source of this kind cannot
 * have. A key that is taken reaches the source exactly as it is written.
 *
 * @throws PenstockError `key-invalid`
 */
export declare function checkSourceKey(key: string, kind: SourceKind): void;
/** The end of a sentence that begins with "the source key"; undefined for a key that is fine. */
export declare function sourceKeyProblem(key: string, kind: SourceKind): string | undefined;
