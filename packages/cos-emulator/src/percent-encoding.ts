import { ErrorResponse } from "./error-response.ts";

/** Percent-encodes all but `A-Z a-z 0-9 - _ . ~`, which is what both signature schemes sign. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A "+" stays a "+": in requests of both dialects a space is always `%20`. */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw invalidUri(error);
  }
}

function invalidUri(cause: unknown): ErrorResponse {
  return new ErrorResponse("InvalidURI", "The URI is not percent-encoded UTF-8.", { cause });
}
