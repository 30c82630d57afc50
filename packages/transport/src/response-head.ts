import type { IncomingHttpHeaders } from "node:http";

/** How the bytes after the head are told from what follows them (RFC 9112, 6.3). */
type Framing =
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  /** Neither: the body is what comes until the connection is closed. */
  | { readonly kind: "until-close" };

export type ResponseHead = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly framing: Framing;
  /** The connection may carry another request once the body is read. */
  readonly keepsAlive: boolean;
};

/** What is not HTTP/1.1, or could be read in two ways. */
export class NotHttpError extends Error {
  override readonly name = "NotHttpError";
}

/** RFC 9112, 4: the reason may be missing, and some servers leave out the space before it as well. */
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;

/** RFC 9110, 5.1 and 5.5: a token, and anything but control characters. By the code of a character. */
const IS_NAME = codesOf(/[!#$%&'*+.^_`|~0-9A-Za-z-]/);
const IS_VALUE = codesOf(/[\t\x20-\x7e\x80-\xff]/);

function codesOf(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) =>
    pattern.test(String.fromCharCode(code)) ? 1 : 0,
  );
}

/** Field names as servers spell them, and in lower case: few, and the same in each response. */
const knownNames = new Map<string, string>();
const MAX_KNOWN_NAMES = 512;

/** Real answers have some thirty. */
const MAX_FIELDS = 256;

/** Which response has no body, whatever its headers say. */
const WITHOUT_BODY = new Set([204, 304]);

/**
 * Reads the head of a response to a GET. Strict where a lenient reader could take other bytes for the
 * body than the server meant: folded lines, bare line feeds, and two lengths are refused.
 *
 * @param text status line and fields in latin1, without the empty line behind them
 * @throws NotHttpError
 */
export function readResponseHead(text: string): ResponseHead {
  const lineEnd = endOfLine(text, 0);
  const [matched, minor, digits] = STATUS_LINE.exec(text.slice(0, lineEnd)) ?? [];
  if (matched === undefined) {
    throw new NotHttpError("no status line of HTTP/1");
  }
  const headers = readFields(text, lineEnd + 2);
  const status = Number(digits);
  const framing = framingOf(status, headers);
  return {
    status,
    headers,
    framing,
    keepsAlive:
      minor === "1" &&
      !wantsToClose(headers) &&
      framing.kind !== "until-close" &&
      // Where there is no body its length decides nothing; a reader that heeds it sees another end.
      isLength(headers["content-length"] ?? "0"),
  };
}

function wantsToClose({ connection = "" }: IncomingHttpHeaders): boolean {
  return connection
    .toLowerCase()
    .split(",")
    .some((option) => trimBlanks(option) === "close");
}

function isLength(text: string): boolean {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text));
}

/** Where the line that begins there ends. */
function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\r\n", start);
  return end === -1 ? text.length : end;
}

function readFields(text: string, from: number): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = Object.create(null);
  let fields = 0;
  for (let start = from; start <= text.length; ) {
    const end = endOfLine(text, start);
    fields += 1;
    if (fields > MAX_FIELDS) {
      throw new NotHttpError(`a head of more than ${MAX_FIELDS} fields`);
    }
    const [name, value] = fieldBetween(text, start, end) ?? [];
    if (name === undefined || isAmbiguous(name, text, { start, end })) {
      throw new NotHttpError("a line that is no header field");
    }
    const before = headers[name];
    headers[name] = before === undefined ? value : `${String(before)}, ${value}`;
    start = end + 2;
  }
  return headers;
}

type Field = readonly [name: string, value: string];

/** Lower-case name and value; undefined for what is no field. Takes time by the line's length only. */
export function readField(line: string): Field | undefined {
  return fieldBetween(line, 0, line.length);
}

function fieldBetween(text: string, start: number, end: number): Field | undefined {
  let colon = start;
  while (colon < end && IS_NAME[text.charCodeAt(colon)] === 1) {
    colon += 1;
  }
  if (colon === start || colon === end || text[colon] !== ":") {
    return undefined;
  }
  for (let at = colon + 1; at < end; at += 1) {
    if (IS_VALUE[text.charCodeAt(at)] !== 1) {
      return undefined;
    }
  }
  return [lowerCase(text.slice(start, colon)), trimBlanks(text, colon + 1, end)];
}

function lowerCase(name: string): string {
  const known = knownNames.get(name);
  if (known !== undefined) {
    return known;
  }
  const lower = name.toLowerCase();
  if (knownNames.size < MAX_KNOWN_NAMES) {
    knownNames.set(name, lower);
  }
  return lower;
}

/** A pattern that looks for the blanks at the end would start anew at each blank before it. */
function trimBlanks(text: string, from = 0, to = text.length): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) {
    start += 1;
  }
  while (end > start && isBlank(text.charCodeAt(end - 1))) {
    end -= 1;
  }
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Node's own parser keeps a tab at the end, and takes the framing by it for another one. */
function isAmbiguous(
  name: string,
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  return name === "transfer-encoding" && text.slice(start, end).includes("\t");
}

function framingOf(status: number, headers: IncomingHttpHeaders): Framing {
  const { "content-length": length, "transfer-encoding": encoding } = headers;
  if (encoding !== undefined && length !== undefined) {
    throw new NotHttpError("two lengths: Content-Length and Transfer-Encoding");
  }
  if (status < 200 || WITHOUT_BODY.has(status)) {
    return { kind: "length", bytes: 0 };
  }
  if (encoding !== undefined) {
    if (encoding.toLowerCase() !== "chunked") {
      throw new NotHttpError("a Transfer-Encoding that was not asked for");
    }
    return { kind: "chunked" };
  }
  if (length === undefined) {
    return { kind: "until-close" };
  }
  if (!isLength(length)) {
    throw new NotHttpError("a Content-Length that is no number");
  }
  return { kind: "length", bytes: Number(length) };
}
