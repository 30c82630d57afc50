import type { ChecksumAlgorithm } from "../../bytes/checksum.ts";
import { nearestName } from "../../nearest-name.ts";
import { sourceKeyProblem } from "../../objects/object-key.ts";
import type { PublishedChecksum, SourceValidator } from "../../transfers/transfer.ts";
import type { NamedObject, Problem } from "./manifest-page.ts";

/** The columns of CSV, and the properties of JSON Lines. Positions have their numbers: new ones come last. */
export const MANIFEST_COLUMNS = [
  "key",
  "url",
  "versionId",
  "size",
  "etag",
  "md5",
  "crc32",
  "crc64xz",
  "storageClass",
  "destinationKey",
] as const;

export type Column = (typeof MANIFEST_COLUMNS)[number];

/** By every name; the last one is a short way to write it. */
const BY_NAME: ReadonlyMap<string, Column> = new Map([
  ...MANIFEST_COLUMNS.map((column) => [column, column] as const),
  ["destKey", "destinationKey"],
]);

const CHECKSUM_DIGITS = { md5: 32, crc32: 8, crc64xz: 16 } as const satisfies Record<
  ChecksumAlgorithm,
  number
>;

/** The column of a name; undefined for one that is not known. */
export function columnOf(name: string): Column | undefined {
  return BY_NAME.get(name);
}

/** The end of a sentence that begins with the line, about a name that is no column. */
export function unknownColumn(name: string): string {
  if (name === "sha256") {
    return 'names "sha256", which is not compared yet: leave it out, or give md5, crc32 or crc64xz';
  }
  const near = nearestName(name, MANIFEST_COLUMNS);
  const hint =
    near === undefined ? `known are ${MANIFEST_COLUMNS.join(", ")}` : `did you mean "${near}"?`;
  return `names "${name.slice(0, 40)}", which is not known: ${hint}`;
}

/**
 * How keys are written: `plain` as they are, `percent` as forms write them: `%20` or `+` for a space, `%2B` for
 * a plus, as S3 Inventory does.
 */
export type KeySpelling = "plain" | "percent";

type Draft = { -readonly [Name in keyof NamedObject]?: NamedObject[Name] };

/** Collects what a line says, value by value; each may be a problem, which ends a sentence about the line. */
export class ObjectDraft {
  readonly #spelling: KeySpelling;
  readonly #draft: Draft = {};

  constructor(spelling: KeySpelling) {
    this.#spelling = spelling;
  }

  /** The problem of a value, if it has one. */
  set(column: Column, value: string): string | undefined {
    switch (column) {
      case "key":
        return this.#setKey(value);
      case "url":
        return this.#setSource({ kind: "url", url: value }) ?? urlProblem(value);
      case "size":
        return this.#setSize(value);
      case "etag":
        return this.#setETag(value);
      case "md5":
      case "crc32":
      case "crc64xz":
        return this.#setChecksum(column, value);
      case "destinationKey":
        this.#draft.destinationKey = this.#spelled(value);
        return textProblem(column, this.#draft.destinationKey);
      case "versionId":
      case "storageClass":
        this.#draft[column] = value;
        return textProblem(column, value);
      default:
        return column satisfies never;
    }
  }

  /** What the line says, or why that is not enough. */
  object(): NamedObject | Problem {
    const { source } = this.#draft;
    return source === undefined
      ? { problem: "names no object: give its key or its url" }
      : { ...this.#draft, source };
  }

  #setKey(value: string): string | undefined {
    const key = this.#spelled(value);
    return this.#setSource({ kind: "key", key }) ?? textProblem("key", key);
  }

  /** Empty for what has a wrong escape: no key is. */
  #spelled(value: string): string {
    return this.#spelling === "percent" ? decodedKey(value) : value;
  }

  #setSource(source: NamedObject["source"]): string | undefined {
    const isSecond = this.#draft.source !== undefined;
    this.#draft.source = source;
    return isSecond ? "has both a key and a url: give one" : undefined;
  }

  #setSize(value: string): string | undefined {
    const size = Number(value);
    this.#draft.sizeBytes = size;
    return /^\d+$/.test(value) && Number.isSafeInteger(size)
      ? undefined
      : `has the size "${value.slice(0, 40)}": give bytes as a whole number`;
  }

  #setETag(value: string): string | undefined {
    this.#draft.validator = validatorOf(value);
    return /^[\x21-\x7e]+$/.test(value)
      ? undefined
      : `has the etag "${value.slice(0, 40)}", which HTTP cannot send`;
  }

  #setChecksum(algorithm: ChecksumAlgorithm, value: string): string | undefined {
    const checksum: PublishedChecksum = { algorithm, value: value.toLowerCase() };
    const isSecond = this.#draft.checksum !== undefined;
    this.#draft.checksum = checksum;
    if (isSecond) {
      return "has two checksums: give one";
    }
    const digits = CHECKSUM_DIGITS[algorithm];
    return value.length === digits && /^[0-9a-f]+$/.test(checksum.value)
      ? undefined
      : `has the ${algorithm} "${value.slice(0, 40)}": give ${digits} hex digits`;
  }
}

/** Quotes are added where the manifest left them out, as inventories do. */
function validatorOf(etag: string): SourceValidator {
  if (etag.startsWith("W/")) {
    return { kind: "weak-etag", etag };
  }
  return { kind: "etag", etag: /^".*"$/.test(etag) ? etag : `"${etag}"` };
}

function decodedKey(value: string): string {
  if (!/[%+]/.test(value)) {
    return value;
  }
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    return "";
  }
}

function textProblem(column: Column, value: string): string | undefined {
  const isText = value !== "" && value.isWellFormed() && !value.includes("\0");
  return isText ? undefined : `has a ${column} that is empty, is no text, or has a wrong escape`;
}

function urlProblem(value: string): string | undefined {
  const url = URL.parse(value);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return "has a url that is none: it begins with https:// or http://";
  }
  if (url.username !== "" || url.password !== "") {
    return "has a url with a password: URLs are shown and kept, so secrets do not belong there";
  }
  const problem = sourceKeyProblem(`${url.pathname.slice(1)}${url.search}`, "http");
  return problem === undefined ? undefined : `has a url whose path ${problem}`;
}
