import { PenstockError } from "../failures/errors.ts";
import { isSameCoding } from "../objects/content-coding.ts";
import type { PublishedChecksum, SourceSigns, SourceValidator, SourceVersion } from "./transfer.ts";

/** Of a connection: the one sign that is compared besides the size, where a source's servers differ in the others. */
export type VersionMode = "etag" | "date" | "size";

/** How far a source could be pinned, the strongest sign that it shows. `size-only`: not at all. */
export type PinnedBy =
  | "version"
  | "etag"
  | "checksum"
  | "file"
  | "weak-etag"
  | "date"
  | "size-only";

/** By lower-case name, as Node has them. */
export type SourceHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a response says of its object. */
export type SourceResponse = {
  readonly headers: SourceHeaders;
  /** Its body is the whole object, or would be: some headers speak of the body alone. */
  readonly isWhole: boolean;
};

const VERSIONS: readonly string[] = [
  "x-amz-version-id",
  "x-cos-version-id",
  "x-oss-version-id",
  "x-goog-generation",
];
/** Of the whole object, also beside a range of it (RFC 9530 3; the vendors' own documents). */
const CHECKSUMS: readonly string[] = [
  "repr-digest",
  "digest",
  "x-cos-hash-crc64ecma",
  "x-oss-hash-crc64ecma",
  "x-goog-hash",
];
/** Of the bytes that the response carries: beside a range they are another value for each range. */
const BODY_CHECKSUMS: readonly string[] = [
  "content-md5",
  "content-digest",
  "x-amz-checksum-crc32",
  "x-amz-checksum-crc32c",
  "x-amz-checksum-crc64nvme",
  "x-amz-checksum-sha1",
  "x-amz-checksum-sha256",
];

const OF_ANY: readonly string[] = [...VERSIONS, "etag", ...CHECKSUMS];
const OF_WHOLE: readonly string[] = [...OF_ANY, ...BODY_CHECKSUMS];

/**
 * A Last-Modified of the second of its response: it may move with each response (Apache shows the
 * present for a date in the future), and the object may change again in that second (RFC 9110 8.8.2.2).
 */
const FRESH_DATE = "fresh-last-modified";
const FRESH_MS = 1000;

/** RFC 9110 8.8.3. Empty, it tells no version from another. */
const STRONG_ETAG = /^"[\x21\x23-\x7e\x80-\xff]+"$/;

/** Every sign of a version that a response carries, in whatever spelling. */
function signsOf({ headers, isWhole }: SourceResponse): SourceSigns {
  const signs: Record<string, string> = {};
  for (const name of isWhole ? OF_WHOLE : OF_ANY) {
    const text = textOf(headers, name);
    if (text !== undefined && !saysNothing(name, text)) {
      signs[name] = text;
    }
  }
  const date = textOf(headers, "last-modified");
  if (date !== undefined) {
    signs[isFresh(date, headers) ? FRESH_DATE : "last-modified"] = plainDate(date);
  }
  return signs;
}

function textOf(headers: SourceHeaders, name: string): string | undefined {
  const value = headers[name];
  if (value === undefined) {
    return undefined;
  }
  const text = typeof value === "string" ? value.trim() : value.join(", ");
  return text === "" ? undefined : text;
}

function saysNothing(name: string, text: string): boolean {
  return name === "etag" ? opaqueOf(text) === "" : VERSIONS.includes(name) && text === "null";
}

function isFresh(lastModified: string, headers: SourceHeaders): boolean {
  return Date.parse(lastModified) >= Date.parse(textOf(headers, "date") ?? "") - FRESH_MS;
}

/** HTTP has three spellings of a date; what is none of them is compared as it is. */
function plainDate(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : new Date(ms).toUTCString();
}

/** What every later response is compared with. */
export function sourceVersionOf(
  sizeBytes: number,
  response: SourceResponse,
  mode?: VersionMode | undefined,
): SourceVersion {
  const { validator, signs } = validatorOf(ofMode(signsOf(response), mode));
  return { sizeBytes, validator, ...(Object.keys(signs).length > 0 && { signs }) };
}

const SIGNS_OF_MODE: Readonly<Record<VersionMode, readonly string[]>> = {
  etag: ["etag"],
  date: ["last-modified", FRESH_DATE],
  size: [],
};

function ofMode(signs: SourceSigns, mode: VersionMode | undefined): SourceSigns {
  return mode === undefined ? signs : only(signs, SIGNS_OF_MODE[mode]);
}

function only(signs: SourceSigns, names: readonly string[]): SourceSigns {
  return Object.fromEntries(Object.entries(signs).filter(([name]) => names.includes(name)));
}

type Split = { readonly validator: SourceValidator; readonly signs: SourceSigns };

function validatorOf({ etag, "last-modified": date, ...others }: SourceSigns): Split {
  const dated: SourceSigns = date === undefined ? others : { ...others, "last-modified": date };
  if (etag !== undefined) {
    const kind = STRONG_ETAG.test(etag) ? "etag" : "weak-etag";
    return { validator: { kind, etag }, signs: dated };
  }
  return date === undefined
    ? { validator: { kind: "size-only" }, signs: others }
    : { validator: { kind: "last-modified", date }, signs: others };
}

/** All that was planned, the validator's own sign included. */
function plannedSigns({ validator, signs = {} }: SourceVersion): SourceSigns {
  switch (validator.kind) {
    case "etag":
    case "weak-etag":
      return { etag: validator.etag, ...signs };
    case "last-modified":
      return { "last-modified": plainDate(validator.date), ...signs };
    case "file":
    case "size-only":
      return signs;
    default:
      return validator satisfies never;
  }
}

export function pinnedBy(sourceVersion: SourceVersion): PinnedBy {
  return sourceVersion.validator.kind === "file"
    ? "file"
    : strengthOf(plannedSigns(sourceVersion), sourceVersion.checksum !== undefined);
}

function strengthOf(signs: SourceSigns, hasChecksum = false): PinnedBy {
  const has = (names: readonly string[]) => names.some((name) => signs[name] !== undefined);
  if (has(VERSIONS)) {
    return "version";
  }
  if (signs["etag"] !== undefined && !isWeak(signs["etag"])) {
    return "etag";
  }
  if (hasChecksum || has(CHECKSUMS)) {
    return "checksum";
  }
  if (signs["etag"] !== undefined) {
    return "weak-etag";
  }
  return has(["last-modified"]) ? "date" : "size-only";
}

/** Signs that promise the same bytes are worth the same. */
const RANKS: Readonly<Record<PinnedBy, number>> = {
  version: 3,
  etag: 3,
  checksum: 3,
  file: 3,
  "weak-etag": 2,
  date: 1,
  "size-only": 0,
};

/**
 * The headers by which the server itself refuses (412) another version: RFC 9110 13.1.1 and 13.1.4.
 * Only a strong, well-formed ETag may be compared by If-Match, and only a date is one.
 */
export function preconditionsOf(sourceVersion: SourceVersion): Readonly<Record<string, string>> {
  const { etag = "", "last-modified": date = "" } = plannedSigns(sourceVersion);
  if (STRONG_ETAG.test(etag)) {
    return { "if-match": etag };
  }
  return Number.isNaN(Date.parse(date)) ? {} : { "if-unmodified-since": date };
}

/**
 * Compares a response with every sign that was planned. A sign that is left out is no other version,
 * but what is left has to prove as much as was planned: the receipt says so.
 *
 * @throws PenstockError `source-changed`, which says what differs; `source-response-invalid`
 */
export function checkVersion(
  response: SourceResponse,
  sourceVersion: SourceVersion,
  what: string,
): void {
  if (sourceVersion.validator.kind === "file") {
    throw new PenstockError("source-changed", `${what} was planned as a file and is HTTP now`);
  }
  const planned = plannedSigns(sourceVersion);
  const shown = signsOf(response);
  const difference = differenceOf(planned, shown);
  if (difference !== undefined) {
    throw new PenstockError("source-changed", `${what} is another version now: ${difference}`);
  }
  if (RANKS[strengthOf(only(shown, Object.keys(planned)))] < RANKS[strengthOf(planned)]) {
    throw new PenstockError(
      "source-response-invalid",
      `${what} no longer shows which version it sends; ${describe(planned)} was planned. If its servers show different signs, set "sourceVersion" of the connection`,
    );
  }
}

/** Whether a later look shows the version that was planned, as far as both tell. */
export function isSameVersion(planned: SourceVersion, now: SourceVersion): boolean {
  const isOfSameBytes =
    planned.sizeBytes === now.sizeBytes &&
    isSameCoding(planned.contentEncoding, now.contentEncoding) &&
    isSameChecksum(planned.checksum, now.checksum);
  return isOfSameBytes && differenceOf(plannedSigns(planned), plannedSigns(now)) === undefined;
}

function isSameChecksum(
  planned: PublishedChecksum | undefined,
  now: PublishedChecksum | undefined,
): boolean {
  return planned?.algorithm !== now?.algorithm || planned?.value === now?.value;
}

function differenceOf(planned: SourceSigns, shown: SourceSigns): string | undefined {
  for (const [name, was] of Object.entries(planned)) {
    const now = counterpartOf(name, shown);
    if (now !== undefined && !isSame(name, was, now)) {
      return `its ${name.replace("fresh-", "")} is ${now}, ${was} was planned`;
    }
  }
  return undefined;
}

/** A date that was fresh when it was planned is not compared with a fresh one: both may be the time of day. */
function counterpartOf(name: string, shown: SourceSigns): string | undefined {
  if (name === FRESH_DATE) {
    return shown["last-modified"];
  }
  return name === "last-modified" ? (shown[name] ?? shown[FRESH_DATE]) : shown[name];
}

/** A server may show the same tag weak first and strong later: Apache does, for a second. */
function isSame(name: string, was: string, now: string): boolean {
  return name === "etag" ? opaqueOf(was) === opaqueOf(now) : was === now;
}

function isWeak(etag: string): boolean {
  return /^w\//i.test(etag);
}

function opaqueOf(etag: string): string {
  return etag.replace(/^w\//i, "").replace(/^"(.*)"$/, "$1");
}

function describe(signs: SourceSigns): string {
  return Object.entries(signs)
    .map(([name, value]) => `${name.replace("fresh-", "")} ${value}`)
    .join(", ");
}
