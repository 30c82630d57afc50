import {
  type ChecksumAlgorithm,
  type PartReport,
  toETag,
  toPartNumber,
  type UploadedPart,
} from "@penstock/core";
import { recordOf } from "./part-record.ts";

const CHECKSUM_DIGITS = { crc32: 8, crc64xz: 16, md5: 32 } as const satisfies Record<
  ChecksumAlgorithm,
  number
>;

const CHECKSUM_LENGTHS: ReadonlySet<number> = new Set(Object.values(CHECKSUM_DIGITS));

/** In place of an unknown checksum: no hexadecimal number begins with it. */
const NO_CHECKSUM = "-";

/**
 * Checksum and ETag without anything between them: an MD5 beside an ETag of 32 digits is exactly the
 * 64 bytes up to which Redis keeps a hash as a listpack, at a third of the memory.
 */
export function formatUploaded({ etag, checksum }: Pick<PartReport, "etag" | "checksum">): string {
  if (checksum === undefined) {
    return NO_CHECKSUM + etag;
  }
  if (!CHECKSUM_LENGTHS.has(checksum.length)) {
    throw new RangeError(`a checksum has 8, 16 or 32 digits, not ${checksum.length}`);
  }
  return checksum + etag;
}

/** @param records those of all parts of the transfer, or nothing */
export function parseUploaded(
  buckets: readonly Readonly<Record<string, string>>[],
  records: string,
  algorithm: ChecksumAlgorithm,
): readonly UploadedPart[] {
  return buckets
    .flatMap((bucket) => Object.entries(bucket))
    .map(([text, value]) => {
      const number = toPartNumber(Number(text));
      const record = recordOf(records, number);
      return { number, ...parseValue(value, algorithm), ...(record !== undefined && { record }) };
    })
    .sort((one, other) => one.number - other.number);
}

function parseValue(
  value: string,
  algorithm: ChecksumAlgorithm,
): Pick<UploadedPart, "etag" | "checksum"> {
  if (value.startsWith(NO_CHECKSUM)) {
    return { etag: toETag(value.slice(NO_CHECKSUM.length)) };
  }
  const digits = CHECKSUM_DIGITS[algorithm];
  return { etag: toETag(value.slice(digits)), checksum: value.slice(0, digits) };
}
