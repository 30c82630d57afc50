// Which keys a source and a store can have.

import { PenstockError } from "../failures/errors.ts";

/** What a source is decides what its keys can be. */
export type SourceKind = "cos" | "s3" | "http" | "file";

/** COS allows 850 bytes (document 436/13324), S3 1024; paths and addresses are held to the same. */
const MAX_KEY_BYTES = { cos: 850, s3: 1024, http: 1024, file: 1024 } as const satisfies Record<
  SourceKind,
  number
>;

/**
 * Refuses destination keys that some client or server on the way would rewrite.
 *
 * A `.` or `..` segment is collapsed by URL parsers, an empty first segment is stripped by COS
 * clients, and control characters cannot be written in the XML responses.
 *
 * @throws PenstockError `key-invalid`
 */
export function checkDestinationKey(key: string): void {
  // The smallest limit keeps every plan portable.
  refuse("destination", textProblem(key, MAX_KEY_BYTES.cos) ?? segmentProblem(key));
}

/**
 * Refuses source keys that would be read as another object's, or that a source of this kind cannot
 * have. A key that is taken reaches the source exactly as it is written.
 *
 * @throws PenstockError `key-invalid`
 */
export function checkSourceKey(key: string, kind: SourceKind): void {
  refuse("source", sourceKeyProblem(key, kind));
}

/** The end of a sentence that begins with "the source key"; undefined for a key that is fine. */
export function sourceKeyProblem(key: string, kind: SourceKind): string | undefined {
  const problem = textProblem(key, MAX_KEY_BYTES[kind]);
  if (problem !== undefined) {
    return problem;
  }
  switch (kind) {
    case "cos":
    case "s3":
      return segmentProblem(key) ?? nulProblem(key);
    case "file":
      return pathProblem(key);
    case "http":
      return httpKeyProblem(key);
    default:
      return kind satisfies never;
  }
}

function refuse(side: "source" | "destination", problem: string | undefined): void {
  if (problem !== undefined) {
    throw new PenstockError("key-invalid", `the ${side} key ${problem}`);
  }
}

/** Controls of both sets, what some terminals and parsers take for line ends, and what XML cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/;

function textProblem(key: string, maxBytes: number): string | undefined {
  if (key === "") {
    return "is empty: give the object a name";
  }
  if (!key.isWellFormed()) {
    return "has half of a surrogate pair, which UTF-8 cannot write";
  }
  // No character of UTF-16 takes more than three bytes: most keys need not be counted.
  const bytes = key.length * 3 > maxBytes ? new TextEncoder().encode(key).length : 0;
  if (bytes > maxBytes) {
    return `has ${bytes} bytes of UTF-8: at most ${maxBytes} are possible`;
  }
  return UNPRINTABLE.test(key) ? "has a control character: rename it" : undefined;
}

function segmentProblem(key: string): string | undefined {
  if (key.startsWith("/")) {
    return 'starts with "/", which stores and clients strip: leave it out, or rename the object';
  }
  return mayHaveDotSegment(key) && hasDotSegment(key.split("/"))
    ? 'has a "." or ".." segment, which URL parsers resolve: rename it'
    : undefined;
}

/** Stores that decode a name twice would read another one. */
function nulProblem(key: string): string | undefined {
  return key.includes("%00")
    ? 'has "%00", which some servers read as the end: rename it'
    : undefined;
}

/** Keys that could lead out of the root or base URL. */
function pathProblem(key: string): string | undefined {
  if (key.startsWith("/")) {
    return 'starts with "/": keys are relative to the connection\'s';
  }
  if (key.includes("://") && /^[a-z][a-z0-9+.-]*:\/\//i.test(key)) {
    return "is a URL: keys are relative to the connection's";
  }
  // As the most lenient server could see it: it may decode escapes and take "\" for "/".
  const isPlain = !(key.includes("%") || key.includes("\\"));
  if (isPlain && !mayHaveDotSegment(key)) {
    return undefined;
  }
  const decoded = key.replace(/%(2e|2f|5c)/gi, decodeURIComponent);
  return hasDotSegment(decoded.split(/[/\\]/)) ? 'has a "." or ".." segment' : undefined;
}

/** Told without taking the key apart, for every key of a list is asked about. */
function mayHaveDotSegment(key: string): boolean {
  return key.includes("./") || key.endsWith(".");
}

function hasDotSegment(segments: readonly string[]): boolean {
  return segments.some((segment) => segment === "." || segment === "..");
}

function httpKeyProblem(key: string): string | undefined {
  const mark = key.indexOf("?");
  const path = mark < 0 ? key : key.slice(0, mark);
  if (path === "") {
    return "has no path before its query";
  }
  if (/%([01][0-9a-f]|7f)/i.test(path)) {
    return "has an escaped control character";
  }
  const secret = mark < 0 ? undefined : secretIn(key.slice(mark + 1));
  return secret === undefined
    ? pathProblem(path)
    : `is a signed URL, by its "${secret}": keys are shown and kept, so secrets do not belong there. Give it whole, as the "url" of the source`;
}

/** Names of query parameters by which a URL carries its own permission. */
const SECRET_NAME =
  /(^|[-_.])(sign|sig|signature|signed|credentials?|(security|access|auth|session|id)?[-_]?token|secret|password|passwd|pwd|api[-_]?key|(access|secret)[-_]?key([-_]?id)?|authorization|jwt|sas)$|^q-ak$|accesskeyid$|^googleaccessid$|^key-pair-id$|^hdn(ts|ea|tl)$/i;

function secretIn(query: string): string | undefined {
  const names = [...new URLSearchParams(query.replaceAll(";", "&")).keys()];
  // The name alone is told: it is cut, for it is the sender's own text.
  return names.find((name) => SECRET_NAME.test(name.trim()))?.slice(0, 40);
}
