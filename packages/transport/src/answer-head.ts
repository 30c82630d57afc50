import type { IncomingHttpHeaders } from "node:http";

/** How the bytes after the head are told from what follows them (RFC 9112, 6.3). */
type Framing =
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  /** Neither: the body is what comes until the connection is closed. */
  | { readonly kind: "until-close" };

export type AnswerHead = {
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

/** RFC 9110, 5.1 and 5.5: a token, and anything but control characters. */
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/;

/** Which answer has no body, whatever its headers say. */
const WITHOUT_BODY = new Set([204, 304]);

/**
 * Reads the head of an answer to a GET. Strict where a lenient reader could take other bytes for the
 * body than the server meant: folded lines, bare line feeds, and two lengths are refused.
 *
 * @param text status line and fields in latin1, without the empty line behind them
 * @throws NotHttpError
 */
export function readAnswerHead(text: string): AnswerHead {
  const [statusLine = "", ...lines] = text.split("\r\n");
  const [matched, minor, digits] = STATUS_LINE.exec(statusLine) ?? [];
  if (matched === undefined) {
    throw new NotHttpError("no status line of HTTP/1");
  }
  const headers = readFields(lines);
  const status = Number(digits);
  const framing = framingOf(status, headers);
  const options = headers.connection?.toLowerCase().split(/[ \t]*,[ \t]*/) ?? [];
  return {
    status,
    headers,
    framing,
    keepsAlive: minor === "1" && !options.includes("close") && framing.kind !== "until-close",
  };
}

function readFields(lines: readonly string[]): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = Object.create(null);
  for (const line of lines) {
    const [matched, name = "", value = ""] = FIELD.exec(line) ?? [];
    if (matched === undefined) {
      throw new NotHttpError("a line that is no header field");
    }
    const key = name.toLowerCase();
    const before = headers[key];
    const trimmed = value.replace(/[ \t]+$/, "");
    headers[key] = before === undefined ? trimmed : `${String(before)}, ${trimmed}`;
  }
  return headers;
}

function framingOf(status: number, headers: IncomingHttpHeaders): Framing {
  const { "content-length": length, "transfer-encoding": encoding } = headers;
  if (encoding !== undefined && length !== undefined) {
    throw new NotHttpError("two lengths: Content-Length and Transfer-Encoding");
  }
  if (WITHOUT_BODY.has(status)) {
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
  const bytes = Number(length);
  if (!(/^\d+$/.test(length) && Number.isSafeInteger(bytes))) {
    throw new NotHttpError("a Content-Length that is no number");
  }
  return { kind: "length", bytes };
}
