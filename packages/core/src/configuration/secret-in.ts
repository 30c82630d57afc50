import { parseSealedText } from "./sealed-text.ts";

/** A field that is named so holds a secret, unless its end says that it only names or proves one. */
const SECRET_NAME =
  /secret|password|passphrase|token|credential|private[-_]?key|access[-_]?key|api[-_]?key/i;
const NAMES_ONE = /(?:env|file|hash|id|ref|name)$/i;

/** A password or a signature in a URL gives access to every reader. */
const SECRET_URL =
  /:\/\/[^/?#\s]*:[^/?#\s]+@|[?&](?:[a-z-]*signature|sig|[a-z-]*token|q-sign-algorithm)=/i;

/** Shorter ones are found in harmless text. */
const MIN_SECRET = 8;

/**
 * Where a value holds a secret, as a JSON pointer, or undefined: one that is known, one by the name of
 * its field, or one in a URL.
 */
export function secretIn(
  value: unknown,
  known: ReadonlySet<string>,
  pointer = "",
): string | undefined {
  if (typeof value === "string") {
    return isSecretText(value, known) ? pointer : undefined;
  }
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  for (const [name, field] of Object.entries(value)) {
    const place = `${pointer}/${name}`;
    const isNamedSo = SECRET_NAME.test(name) && !NAMES_ONE.test(name);
    if (isNamedSo && typeof field === "string" && !isHarmless(field)) {
      return place;
    }
    const found = secretIn(field, known, place);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** A sealed secret is one to those who have the key alone. */
function isHarmless(field: string): boolean {
  return field === "" || parseSealedText(field) !== undefined;
}

function isSecretText(text: string, known: ReadonlySet<string>): boolean {
  return (
    SECRET_URL.test(text) ||
    [...known].some((secret) => secret.length >= MIN_SECRET && text.includes(secret))
  );
}
