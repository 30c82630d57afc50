import type { ChecksumAlgorithm, ChecksumValue } from "../bytes/checksum.js";
export type Clock = {
    nowMs(): number;
};
export type Random = {
    /** In [0, 1). */
    unit(): number;
    bytes(count: number): Uint8Array;
};
export type Hasher = {
    update(bytes: Uint8Array): void;
    /** Ends the hasher: call it once. */
    digest(): ChecksumValue;
};
export type Hashing = {
    hasher(algorithm: ChecksumAlgorithm): Hasher;
};
type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;
export type Log = {
    readonly debug: Write;
    readonly info: Write;
    readonly warn: Write;
    readonly error: Write;
};
export {};
