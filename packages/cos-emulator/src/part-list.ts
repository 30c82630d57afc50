import type { Dialect } from "./access/authorize.ts";
import { elementOfChecksum, type StoredChecksum } from "./checksum.ts";
import { ErrorResponse } from "./error-response.ts";
import { unquoted } from "./etag.ts";
import type { PartFile } from "./store/part-file.ts";
import { malformed, readAll } from "./xml.ts";

/** A part as Complete lists it. */
export type NamedPart = {
  readonly number: number;
  readonly etag: string;
  /** By the names of their elements. */
  readonly checksums: ReadonlyMap<string, string>;
};

const MIB = 1024 * 1024;

/** The smallest part but the last (COS document 436/14518; S3 user guide, Multipart upload limits). */
const MIN_PART_BYTES: Readonly<Record<Dialect, number>> = { cos: MIB, s3: 5 * MIB };

const DOCUMENT =
  /^\s*(?:<\?xml[^>]*\?>\s*)?<CompleteMultipartUpload(?:\s+xmlns="[^"]*")?>(.*)<\/CompleteMultipartUpload>\s*$/s;
const PART = /\s*<Part>(.*?)<\/Part>\s*/sy;
const FIELD = /\s*<(\w+)>([^<]*)<\/\1>\s*/y;

/**
 * Reads the one document that this store is sent, and only that: no entity is expanded and anything
 * else is malformed. A general XML parser takes 25 µs a part, which would be most of the time of a
 * Complete.
 *
 * @throws Rejection `MalformedXML`, also for a list without a part
 */
export function parsePartList(xml: string): readonly NamedPart[] {
  const list = DOCUMENT.exec(xml)?.[1] ?? "";
  const parts = readAll(PART, list).map(([, fields = ""]): NamedPart => {
    const texts = new Map(
      readAll(FIELD, fields).map(([, name = "", text = ""]) => [name, text.trim()]),
    );
    const number = texts.get("PartNumber") ?? "";
    const etag = texts.get("ETag");
    if (!/^\d{1,5}$/.test(number) || etag === undefined) {
      throw malformed();
    }
    const checksums = new Map([...texts].filter(([name]) => name.startsWith("Checksum")));
    return { number: Number(number), etag: unquoted(etag), checksums };
  });
  if (parts.length === 0) {
    throw malformed();
  }
  return parts;
}

/**
 * The parts that the object will be made of, in the order of the list.
 *
 * @throws Rejection `InvalidPartOrder`, `InvalidPart` or `EntityTooSmall`, checked in this order
 */
export function chooseParts(
  list: readonly NamedPart[],
  uploaded: ReadonlyMap<number, PartFile>,
  rules: {
    readonly dialect: Dialect;
    readonly enforcesMinPart: boolean;
    readonly checksum?: Omit<StoredChecksum, "value"> | undefined;
  },
): readonly PartFile[] {
  const { dialect, enforcesMinPart } = rules;
  if (list.some(({ number }, index) => number <= (list[index - 1]?.number ?? 0))) {
    throw new ErrorResponse("InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  // COS wants the numbers 1..N (document 436/7742); S3 lets some be missing.
  if (dialect === "cos" && list.at(-1)?.number !== list.length) {
    throw new ErrorResponse("InvalidPart", "The part numbers are not consecutive from 1.");
  }
  const parts = list.map((named) => {
    const { number, etag } = named;
    const part = uploaded.get(number);
    if (part?.etag !== etag) {
      throw new ErrorResponse("InvalidPart", `Part ${number} was not found or has another ETag.`);
    }
    if (dialect === "s3") {
      checkNamedChecksum(named, part, rules.checksum);
    }
    return part;
  });
  const leastBytes = enforcesMinPart ? MIN_PART_BYTES[dialect] : 0;
  const tooSmall = parts.slice(0, -1).find(({ sizeBytes }) => sizeBytes < leastBytes);
  if (tooSmall !== undefined) {
    const { number, sizeBytes } = tooSmall;
    throw new ErrorResponse("EntityTooSmall", `Part ${number} has only ${sizeBytes} bytes.`);
  }
  return parts;
}

/**
 * A checksum of checksums needs each of them said once more; in other lists they may be left out
 * (S3 user guide, "Checking object integrity").
 *
 * @throws Rejection `InvalidRequest` or `InvalidPart`
 */
function checkNamedChecksum(
  { number, checksums }: NamedPart,
  part: PartFile,
  wanted: Omit<StoredChecksum, "value"> | undefined,
): void {
  const reported = wanted && checksums.get(elementOfChecksum(wanted.name));
  if (wanted?.type === "COMPOSITE" && reported === undefined) {
    throw new ErrorResponse(
      "InvalidRequest",
      `The upload was created using a ${wanted.name} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  }
  const isOther = reported !== undefined && reported !== part.checksum?.value;
  if (isOther || (reported === undefined && checksums.size > 0)) {
    throw new ErrorResponse("InvalidPart", `Part ${number} has another checksum.`);
  }
}
