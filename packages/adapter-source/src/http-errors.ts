import { type ErrorCode, PenstockError } from "@penstock/core";
import type { OpenAnswer } from "@penstock/transport";

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: "source-forbidden",
  403: "source-forbidden",
  404: "source-missing",
  410: "source-missing",
  412: "source-changed",
  // The planned range is not there any more: the object shrank.
  416: "source-changed",
  429: "source-throttled",
  503: "source-throttled",
};

/** Throws what a status means that carries no bytes of the source; 200 and 206 are fine so far. */
export function checkStatus(answer: OpenAnswer, what: string): void {
  const { status } = answer;
  if (status === 200 || status === 206) {
    return;
  }
  if (status >= 300 && status < 400) {
    throw new PenstockError(
      "source-answer-invalid",
      `${what} redirects to ${targetOf(answer)} (${status}): redirects are not followed, name the target itself`,
    );
  }
  const code = CODES[status] ?? (status >= 500 ? "source-unreachable" : "source-answer-invalid");
  throw new PenstockError(code, `${what} answered ${status}`, { details: { status } });
}

/** Without the query, which often holds a signature. */
function targetOf({ headers }: OpenAnswer): string {
  const { location = "nowhere" } = headers;
  if (!URL.canParse(location)) {
    return location.replace(/\?.*/, "");
  }
  const { origin, pathname } = new URL(location);
  return origin + pathname;
}
