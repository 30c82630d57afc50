import type { ChecksumValue } from "./checksum.js";
/** A running CRC-64/XZ. `digest` may be read at any time and does not end it. */
export declare class Crc64Xz {
    #private;
    update(bytes: Uint8Array): void;
    /** 16 hex digits. */
    digest(): ChecksumValue;
}
/** The same value as COS writes it: an unsigned decimal number. */
export declare function crc64ToDecimal(value: ChecksumValue): string;
export declare function crc64FromDecimal(text: string): ChecksumValue;
