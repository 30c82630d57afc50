import {
  type ChecksumAlgorithm,
  type PartRecord,
  type PartReport,
  toETag,
  toPartNumber,
  type UploadedPart,
} from "@penstock/core";
import { formatRecord, parseRecord, RECORD_LENGTH } from "./part-record.ts";

const CHECKSUM_DIGITS = { crc32: 8, crc64xz: 16, md5: 32 } as const satisfies Record<
  ChecksumAlgorithm,
  number
>;

const CHECKSUM_LENGTHS: ReadonlySet<number> = new Set(Object.values(CHECKSUM_DIGITS));

/** In place of an unknown checksum: no hexadecimal number begins with it. */
const NO_CHECKSUM = "-";

/** Up to so many bytes Redis keeps a hash as a listpack, at a third of the memory. */
const MOST_BYTES = 64;

/**
 * The first letter of a value with a record says whether it has a checksum, and how its ETag is written. No
 * hexadecimal number begins with any of them either, so that values without one are told apart.
 */
const FORMS = {
  g: { hasChecksum: false, isPacked: false },
  h: { hasChecksum: false, isPacked: true },
  i: { hasChecksum: true, isPacked: false },
  j: { hasChecksum: true, isPacked: true },
} as const;

type Form = keyof typeof FORMS;

const HEXADECIMAL = /^(?:[0-9a-f]{2})+$/;

/**
 * Checksum and ETag without anything between them, and a record of who uploaded the part, and when, at the end. Digits
 * of four bits are written as digits of six, which makes room for the record: an MD5 beside an ETag of 32 digits, both
 * with it, are exactly 64 bytes. What would be longer goes without.
 */
export function formatUploaded({
  etag,
  checksum,
  record,
}: Pick<PartReport, "etag" | "checksum" | "record">): string {
  if (checksum !== undefined && !CHECKSUM_LENGTHS.has(checksum.length)) {
    throw new RangeError(`a checksum has 8, 16 or 32 digits, not ${checksum.length}`);
  }
  const recorded = record && formatRecorded(etag, checksum, record);
  return recorded === undefined || recorded.length > MOST_BYTES
    ? (checksum ?? NO_CHECKSUM) + etag
    : recorded;
}

function formatRecorded(
  etag: PartReport["etag"],
  checksum: PartReport["checksum"],
  record: PartRecord,
): string {
  const end = formatRecord(record);
  const isPacked = HEXADECIMAL.test(etag);
  const written = isPacked ? pack(etag) : etag;
  if (checksum === undefined) {
    return (isPacked ? "h" : "g") + written + end;
  }
  return (isPacked ? "j" : "i") + pack(checksum) + written + end;
}

export function parseUploaded(
  buckets: readonly Readonly<Record<string, string>>[],
  algorithm: ChecksumAlgorithm,
): readonly UploadedPart[] {
  return buckets
    .flatMap((bucket) => Object.entries(bucket))
    .map(([number, value]) => ({
      number: toPartNumber(Number(number)),
      ...parseValue(value, CHECKSUM_DIGITS[algorithm]),
    }))
    .sort((one, other) => one.number - other.number);
}

function parseValue(value: string, digits: number): Omit<UploadedPart, "number"> {
  const first = value.charAt(0);
  if (!isForm(first)) {
    return value.startsWith(NO_CHECKSUM)
      ? { etag: toETag(value.slice(NO_CHECKSUM.length)) }
      : { etag: toETag(value.slice(digits)), checksum: value.slice(0, digits) };
  }
  const { hasChecksum, isPacked } = FORMS[first];
  const etagFrom = 1 + (hasChecksum ? Math.ceil(digits / 1.5) : 0);
  const etagTo = value.length - RECORD_LENGTH;
  const etag = value.slice(etagFrom, etagTo);
  return {
    etag: toETag(isPacked ? unpack(etag) : etag),
    ...(hasChecksum && { checksum: unpack(value.slice(1, etagFrom)) }),
    record: parseRecord(value.slice(etagTo)),
  };
}

function isForm(letter: string): letter is Form {
  return Object.hasOwn(FORMS, letter);
}

function pack(hexadecimal: string): string {
  return Buffer.from(hexadecimal, "hex").toString("base64url");
}

function unpack(packed: string): string {
  return Buffer.from(packed, "base64url").toString("hex");
}
