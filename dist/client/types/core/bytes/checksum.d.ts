/**
 * How a store proves that it got the bytes that were read.
 *
 * - `crc64xz`: COS computes it and returns it with every part (`x-cos-hash-crc64ecma`).
 * - `crc32`: sent as a header before the body (`x-amz-checksum-crc32`); S3 refuses a mismatch.
 * - `md5`: sent as Content-MD5 before the body; the one header that every S3 server verifies.
 */
export type ChecksumAlgorithm = "crc64xz" | "crc32" | "md5";
/** Lower-case hex, most significant digit first: 16, 8 or 32 digits. */
export type ChecksumValue = string;
/** The part checksum has to be known before the first body byte is sent, so the part is buffered. */
export declare function precedesBody(algorithm: ChecksumAlgorithm): boolean;
/** The checksum of the whole follows from those of its parts. */
export declare function canCombine(algorithm: ChecksumAlgorithm): boolean;
/**
 * Joins the checksums of consecutive pieces into the checksum of the whole, without the bytes.
 *
 * The operator that appends `lengthBytes` zero bytes is built once per distinct length; an object
 * has two (its parts and its last part), which makes 10 000 parts a matter of milliseconds.
 *
 * @returns undefined for an algorithm that cannot be combined (MD5)
 */
export declare function combineChecksums(algorithm: ChecksumAlgorithm, pieces: Iterable<{
    readonly checksum: ChecksumValue;
    readonly lengthBytes: number;
}>): ChecksumValue | undefined;
