import type { IncomingHttpHeaders } from "node:http";
import { PenstockError, type SourceValidator } from "@penstock/core";

/** RFC 9110 8.8.3: only a strong tag promises the same bytes; a weak one starts with W/. */
const STRONG_ETAG = /^"[^"]*"$/;

/** What the answer lets us pin the object to. */
export function validatorOf(headers: IncomingHttpHeaders): SourceValidator {
  const { etag = "", "last-modified": date } = headers;
  if (STRONG_ETAG.test(etag)) {
    return { kind: "etag", etag };
  }
  return date === undefined ? { kind: "size-only" } : { kind: "last-modified", date };
}

/** The header that makes the server refuse (412) another version: RFC 9110 13.1.1 and 13.1.4. */
export function preconditionOf(pinned: SourceValidator): Readonly<Record<string, string>> {
  switch (pinned.kind) {
    case "etag":
      return { "if-match": pinned.etag };
    case "last-modified":
      return { "if-unmodified-since": pinned.date };
    case "file":
    case "size-only":
      return {};
    default:
      return pinned satisfies never;
  }
}

/** Not every server honours preconditions, so the answer itself has to carry the planned validator. */
export function checkValidator(
  headers: IncomingHttpHeaders,
  pinned: SourceValidator,
  what: string,
): void {
  switch (pinned.kind) {
    case "etag": {
      // A tag that turned weak promises nothing about the bytes: as good as none.
      const isStrong = STRONG_ETAG.test(headers.etag ?? "");
      compare(isStrong ? headers.etag : undefined, pinned.etag, what);
      break;
    }
    case "last-modified":
      compare(headers["last-modified"], pinned.date, what);
      break;
    case "file":
      throw new PenstockError("source-changed", `${what} was planned as a file and is HTTP now`);
    case "size-only":
      break;
    default:
      pinned satisfies never;
  }
}

function compare(got: string | undefined, planned: string, what: string): void {
  if (got === undefined) {
    throw new PenstockError(
      "source-answer-invalid",
      `${what} does not say any more which version it sends; ${planned} was planned`,
    );
  }
  if (got !== planned) {
    throw new PenstockError("source-changed", `${what} is ${got} now, ${planned} was planned`);
  }
}
