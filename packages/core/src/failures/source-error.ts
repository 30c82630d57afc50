import { type ErrorCode, isPenstockError, PenstockError } from "./errors.ts";

/** What a store's failure means when the store is the source of a transfer. */
const SOURCE_CODES: Partial<Record<ErrorCode, ErrorCode>> = {
  "store-missing": "source-missing",
  "store-refused": "source-forbidden",
  "store-rejected": "source-forbidden",
  // The response to an If-Match that does not match.
  "destination-exists": "source-changed",
  "store-throttled": "source-throttled",
  "credentials-expired": "source-throttled",
  "clock-skewed": "source-throttled",
  "store-conflict": "source-unreachable",
  "upload-superseded": "source-unreachable",
  "store-unreachable": "source-unreachable",
  "store-response-invalid": "source-response-invalid",
};

/**
 * Turns the failure of a store that is read from into one of the `source-…` codes. Anything else (an
 * interruption, a source's own error) comes back as it is.
 */
export function toSourceError(error: unknown): unknown {
  if (!isPenstockError(error)) {
    return error;
  }
  // The planned range is not there any more: the object shrank.
  const isShorter = error.details["httpStatus"] === 416;
  const code = isShorter ? "source-changed" : sourceCodeOf(error);
  if (code === undefined) {
    return error;
  }
  return new PenstockError(code, error.message, { cause: error, details: error.details });
}

/** S3 and COS say so of an object that has to be restored first. */
function sourceCodeOf({ code, details }: PenstockError): ErrorCode | undefined {
  return details["storeCode"] === "InvalidObjectState" ? "source-archived" : SOURCE_CODES[code];
}

/** A server refused what it was asked to compare. Whether the version differs is another question. */
export function isPreconditionFailed(error: unknown): boolean {
  return isPenstockError(error, "source-changed") && error.details["httpStatus"] === 412;
}
