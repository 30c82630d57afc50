import { PenstockError } from "@penstock/core";

/**
 * Refuses keys that could lead out of the root or base URL: absolute ones, other URLs, and `.` or
 * `..` segments, also when they are percent-encoded.
 *
 * @throws PenstockError `source-forbidden`
 */
export function checkSourceKey(key: string): void {
  const problem = problemOf(key);
  if (problem !== undefined) {
    throw new PenstockError("source-forbidden", `the source key ${problem}`);
  }
}

function problemOf(key: string): string | undefined {
  if (key === "") {
    return "is empty";
  }
  if (key.includes("\0")) {
    return "has a NUL character";
  }
  if (key.startsWith("/")) {
    return 'starts with "/": keys are relative';
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(key)) {
    return "is a URL: keys are relative to the connection's";
  }
  if (segmentsOf(key).some((segment) => segment === "." || segment === "..")) {
    return 'has a "." or ".." segment';
  }
  return undefined;
}

/** As the most lenient server could see them: it may decode escapes and take "\" for "/". */
function segmentsOf(key: string): readonly string[] {
  const decoded = key.replace(/%(2e|2f|5c)/gi, decodeURIComponent);
  return decoded.split(/[/\\]/);
}
