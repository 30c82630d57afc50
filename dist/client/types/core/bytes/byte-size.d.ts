/** Reads `64MiB`, `1 GiB` or `1048576`; undefined for anything else. */
export declare function parseByteSize(text: string): number | undefined;
/** Writes a size for a person, in IEC units: `1.5 GiB`. */
export declare function formatByteSize(bytes: number): string;
