import { PenstockError } from "./errors.ts";

/** COS allows 850 bytes (document 436/13324), S3 1024: the smaller one keeps every plan portable. */
const MAX_KEY_BYTES = 850;

/**
 * Refuses destination keys that some client or server on the way would rewrite.
 *
 * A `.` or `..` segment is collapsed by URL parsers, an empty first segment is stripped by COS
 * clients, and control characters cannot be written in the XML answers.
 *
 * @throws PenstockError `key-invalid`
 */
export function checkDestinationKey(key: string): void {
  const problem = problemOf(key);
  if (problem !== undefined) {
    throw new PenstockError("key-invalid", `the destination key ${problem}`);
  }
}

function problemOf(key: string): string | undefined {
  const bytes = new TextEncoder().encode(key).length;
  if (bytes === 0) {
    return "is empty: give the object a name";
  }
  if (bytes > MAX_KEY_BYTES) {
    return `has ${bytes} bytes of UTF-8: at most ${MAX_KEY_BYTES} are possible`;
  }
  if (!key.isWellFormed()) {
    return "has half of a surrogate pair, which UTF-8 cannot write";
  }
  if (key.startsWith("/")) {
    return 'starts with "/", which stores strip: leave it out';
  }
  if (key.split("/").some((segment) => segment === "." || segment === "..")) {
    return 'has a "." or ".." segment, which URL parsers resolve: rename it';
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(key)) {
    return "has a control character: rename it";
  }
  return undefined;
}
