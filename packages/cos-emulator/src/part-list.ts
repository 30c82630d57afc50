import type { Face } from "./access/authorize.ts";
import { unquoted } from "./etag.ts";
import { Refusal } from "./refusal.ts";
import type { PartFile } from "./store/part-file.ts";

/** A part as Complete lists it. */
export type NamedPart = { readonly number: number; readonly etag: string };

const MIB = 1024 * 1024;

/** The smallest part but the last (COS document 436/14518; S3 user guide, Multipart upload limits). */
const MIN_PART_BYTES: Readonly<Record<Face, number>> = { cos: MIB, s3: 5 * MIB };

const DOCUMENT =
  /^\s*(?:<\?xml[^>]*\?>\s*)?<CompleteMultipartUpload(?:\s+xmlns="[^"]*")?>(.*)<\/CompleteMultipartUpload>\s*$/s;
const PART = /\s*<Part>(?<fields>.*?)<\/Part>\s*/sy;
const FIELD = /\s*<(?<name>\w+)>(?<text>[^<]*)<\/\k<name>>\s*/y;

/**
 * Reads the one document that this store is sent, and only that: no entity is expanded and anything
 * else is malformed. A general XML parser takes 25 us a part, which would be most of the time of a
 * Complete.
 *
 * @throws Refusal `MalformedXML`, also for a list without a part
 */
export function parsePartList(xml: string): readonly NamedPart[] {
  const list = DOCUMENT.exec(xml)?.[1] ?? "";
  const parts = readAll(PART, list).map(({ fields = "" }): NamedPart => {
    const texts = new Map(readAll(FIELD, fields).map(({ name, text = "" }) => [name, text.trim()]));
    const number = texts.get("PartNumber") ?? "";
    const etag = texts.get("ETag");
    if (!/^\d{1,5}$/.test(number) || etag === undefined) {
      throw malformed();
    }
    return { number: Number(number), etag: unquoted(etag) };
  });
  if (parts.length === 0) {
    throw malformed();
  }
  return parts;
}

/** The groups of each match of a sticky pattern, which have to make up the whole text. */
function readAll(
  pattern: RegExp,
  text: string,
): readonly Readonly<Record<string, string | undefined>>[] {
  const found: Readonly<Record<string, string | undefined>>[] = [];
  pattern.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const match = pattern.exec(text);
    if (match?.groups === undefined) {
      throw malformed();
    }
    found.push(match.groups);
    end = pattern.lastIndex;
  }
  return found;
}

function malformed(): Refusal {
  return new Refusal("MalformedXML", "The XML you provided is not a list of parts.");
}

/**
 * The parts that the object will be made of, in the order of the list.
 *
 * @throws Refusal `InvalidPartOrder`, `InvalidPart` or `EntityTooSmall`, checked in this order
 */
export function chooseParts(
  list: readonly NamedPart[],
  landed: ReadonlyMap<number, PartFile>,
  face: Face,
): readonly PartFile[] {
  if (list.some(({ number }, index) => number <= (list[index - 1]?.number ?? 0))) {
    throw new Refusal("InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  // COS wants the numbers 1..N (document 436/7742); S3 lets some be missing.
  if (face === "cos" && list.at(-1)?.number !== list.length) {
    throw new Refusal("InvalidPart", "The part numbers are not consecutive from 1.");
  }
  const parts = list.map(({ number, etag }) => {
    const part = landed.get(number);
    if (part?.etag !== etag) {
      throw new Refusal("InvalidPart", `Part ${number} was not found or has another ETag.`);
    }
    return part;
  });
  const tooSmall = parts.slice(0, -1).find(({ sizeBytes }) => sizeBytes < MIN_PART_BYTES[face]);
  if (tooSmall !== undefined) {
    const { number, sizeBytes } = tooSmall;
    throw new Refusal("EntityTooSmall", `Part ${number} has only ${sizeBytes} bytes.`);
  }
  return parts;
}
