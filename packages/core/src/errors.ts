/**
 * What a failed attempt means for its transfer.
 *
 * - `again`: try again after a back-off; the attempt counts.
 * - `wait`: try again after a back-off; the attempt does not count, because nothing was wrong with it.
 *   What is `again` becomes that while the store or the source does not answer at all.
 * - `replan`: the transfer starts over as its next generation.
 * - `never`: the transfer fails with this cause.
 */
export type Retry = "again" | "wait" | "replan" | "never";

type Policy = { readonly retry: Retry; readonly httpStatus: number };

/** Every way Penstock can fail. docs/failure-model.md explains each; a tidy test compares the two. */
export const ERRORS = {
  // What a request can get wrong.
  "request-invalid": { retry: "never", httpStatus: 400 },
  "request-too-large": { retry: "never", httpStatus: 413 },
  "not-found": { retry: "never", httpStatus: 404 },
  "state-conflict": { retry: "never", httpStatus: 409 },
  "connection-unknown": { retry: "never", httpStatus: 422 },
  "connection-unsuitable": { retry: "never", httpStatus: 422 },
  "key-invalid": { retry: "never", httpStatus: 422 },
  "plan-impossible": { retry: "never", httpStatus: 422 },
  "settings-invalid": { retry: "never", httpStatus: 500 },

  // What a source can do.
  "source-missing": { retry: "never", httpStatus: 404 },
  "source-forbidden": { retry: "never", httpStatus: 403 },
  "source-changed": { retry: "replan", httpStatus: 409 },
  "source-range-ignored": { retry: "never", httpStatus: 502 },
  "source-answer-invalid": { retry: "again", httpStatus: 502 },
  "source-length-wrong": { retry: "again", httpStatus: 502 },
  "source-throttled": { retry: "wait", httpStatus: 503 },
  "source-unreachable": { retry: "again", httpStatus: 502 },

  // What a store can do.
  "store-refused": { retry: "never", httpStatus: 403 },
  "store-missing": { retry: "never", httpStatus: 404 },
  "store-rejected": { retry: "never", httpStatus: 502 },
  "store-throttled": { retry: "wait", httpStatus: 503 },
  "store-conflict": { retry: "again", httpStatus: 409 },
  "store-answer-invalid": { retry: "again", httpStatus: 502 },
  "store-unreachable": { retry: "again", httpStatus: 502 },
  "credentials-expired": { retry: "wait", httpStatus: 503 },
  "clock-skewed": { retry: "wait", httpStatus: 503 },
  "checksum-mismatch": { retry: "again", httpStatus: 502 },
  "parts-refused": { retry: "again", httpStatus: 502 },
  "upload-gone": { retry: "replan", httpStatus: 410 },
  "destination-exists": { retry: "never", httpStatus: 409 },

  // What happens to us.
  "integrity-mismatch": { retry: "never", httpStatus: 500 },
  "attempts-exhausted": { retry: "never", httpStatus: 500 },
  "attempt-interrupted": { retry: "wait", httpStatus: 503 },
  cancelled: { retry: "never", httpStatus: 409 },
  "ledger-unavailable": { retry: "wait", httpStatus: 503 },
  "ledger-full": { retry: "wait", httpStatus: 503 },
  "journal-unavailable": { retry: "wait", httpStatus: 503 },
} as const satisfies Record<string, Policy>;

export type ErrorCode = keyof typeof ERRORS;

export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** The one error class. Control flow looks at the code, never at the message. */
export class PenstockError extends Error {
  override readonly name = "PenstockError";
  readonly code: ErrorCode;
  /** Facts for the log line and the API answer, never for control flow and never secret. */
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly details?: ErrorDetails } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Why something failed, as the ledger keeps it. */
export type Cause = { readonly code: ErrorCode; readonly message: string };

/** True for a PenstockError, of one of the codes when some are given. */
export function isPenstockError(
  error: unknown,
  ...codes: readonly ErrorCode[]
): error is PenstockError {
  return error instanceof PenstockError && (codes.length === 0 || codes.includes(error.code));
}
