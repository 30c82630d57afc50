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

/**
 * Whom a failure is about: who asked, this process with all that it has or lacks (its configuration,
 * secrets, clock), the network between, the source, the store, or the transfer itself. Only the last
 * three may end a transfer.
 */
type Subject = "request" | "process" | "network" | "source" | "store" | "transfer";

type Policy = {
  readonly retry: Retry;
  readonly httpStatus: number;
  readonly subject: Subject;
};

/** Every way Penstock can fail. docs/runbook.md explains each; a tidy test compares the two. */
export const ERRORS = {
  // What a request can get wrong.
  "request-invalid": { retry: "never", httpStatus: 400, subject: "request" },
  "request-too-large": { retry: "never", httpStatus: 413, subject: "request" },
  "origin-refused": { retry: "never", httpStatus: 403, subject: "request" },
  "connection-forbidden": { retry: "never", httpStatus: 403, subject: "request" },
  "quota-exceeded": { retry: "never", httpStatus: 429, subject: "request" },
  "tenant-refused": { retry: "never", httpStatus: 403, subject: "request" },
  unauthenticated: { retry: "never", httpStatus: 401, subject: "request" },
  "scope-missing": { retry: "never", httpStatus: 403, subject: "request" },
  "rate-limited": { retry: "wait", httpStatus: 429, subject: "request" },
  "issuer-unreachable": { retry: "wait", httpStatus: 503, subject: "network" },
  "not-found": { retry: "never", httpStatus: 404, subject: "request" },
  "method-not-allowed": { retry: "never", httpStatus: 405, subject: "request" },
  "not-acceptable": { retry: "never", httpStatus: 406, subject: "request" },
  "media-type-unsupported": { retry: "never", httpStatus: 415, subject: "request" },
  "not-implemented": { retry: "never", httpStatus: 501, subject: "request" },
  "server-busy": { retry: "wait", httpStatus: 503, subject: "request" },
  "state-conflict": { retry: "never", httpStatus: 409, subject: "request" },
  "precondition-failed": { retry: "never", httpStatus: 412, subject: "request" },
  "idempotency-mismatch": { retry: "never", httpStatus: 422, subject: "request" },
  "connection-unknown": { retry: "never", httpStatus: 422, subject: "process" },
  "connection-pending": { retry: "wait", httpStatus: 503, subject: "process" },
  "connection-unsuitable": { retry: "never", httpStatus: 422, subject: "process" },
  "address-blocked": { retry: "never", httpStatus: 422, subject: "transfer" },
  "key-invalid": { retry: "never", httpStatus: 422, subject: "transfer" },
  "plan-impossible": { retry: "never", httpStatus: 422, subject: "transfer" },
  "selection-empty": { retry: "never", httpStatus: 422, subject: "transfer" },
  "journal-required": { retry: "never", httpStatus: 422, subject: "request" },
  "manifest-invalid": { retry: "never", httpStatus: 422, subject: "request" },
  "manifest-url-expired": { retry: "never", httpStatus: 403, subject: "request" },
  "settings-invalid": { retry: "never", httpStatus: 500, subject: "process" },

  // What a source can do.
  "source-missing": { retry: "never", httpStatus: 404, subject: "source" },
  "source-forbidden": { retry: "never", httpStatus: 403, subject: "source" },
  "source-url-expired": { retry: "wait", httpStatus: 403, subject: "source" },
  "source-changed": { retry: "replan", httpStatus: 409, subject: "source" },
  "source-unusable": { retry: "never", httpStatus: 422, subject: "source" },
  "source-archived": { retry: "never", httpStatus: 422, subject: "source" },
  "source-range-ignored": { retry: "never", httpStatus: 502, subject: "source" },
  "source-response-invalid": { retry: "again", httpStatus: 502, subject: "source" },
  "source-length-wrong": { retry: "again", httpStatus: 502, subject: "source" },
  "listing-invalid": { retry: "never", httpStatus: 502, subject: "source" },
  "source-throttled": { retry: "wait", httpStatus: 503, subject: "source" },
  "source-unreachable": { retry: "again", httpStatus: 502, subject: "network" },

  // What a store can do.
  "store-refused": { retry: "never", httpStatus: 403, subject: "store" },
  "store-missing": { retry: "never", httpStatus: 404, subject: "store" },
  "store-rejected": { retry: "never", httpStatus: 502, subject: "store" },
  "store-throttled": { retry: "wait", httpStatus: 503, subject: "store" },
  "store-conflict": { retry: "again", httpStatus: 409, subject: "store" },
  "store-response-invalid": { retry: "again", httpStatus: 502, subject: "store" },
  "store-unreachable": { retry: "again", httpStatus: 502, subject: "network" },
  "credentials-expired": { retry: "wait", httpStatus: 503, subject: "process" },
  "credentials-unavailable": { retry: "wait", httpStatus: 503, subject: "process" },
  "clock-skewed": { retry: "wait", httpStatus: 503, subject: "process" },
  "checksum-mismatch": { retry: "again", httpStatus: 502, subject: "network" },
  "parts-refused": { retry: "again", httpStatus: 502, subject: "store" },
  "upload-superseded": { retry: "replan", httpStatus: 409, subject: "store" },
  "upload-gone": { retry: "replan", httpStatus: 410, subject: "store" },
  "destination-exists": { retry: "never", httpStatus: 409, subject: "transfer" },

  // What happens to this process.
  "integrity-mismatch": { retry: "never", httpStatus: 500, subject: "transfer" },
  "attempts-exhausted": { retry: "never", httpStatus: 500, subject: "transfer" },
  "unexpected-error": { retry: "again", httpStatus: 500, subject: "transfer" },
  "attempt-interrupted": { retry: "wait", httpStatus: 503, subject: "process" },
  "held-back": { retry: "wait", httpStatus: 503, subject: "process" },
  cancelled: { retry: "never", httpStatus: 409, subject: "transfer" },
  "ledger-unavailable": { retry: "wait", httpStatus: 503, subject: "process" },
  "ledger-full": { retry: "wait", httpStatus: 503, subject: "process" },
  "journal-unavailable": { retry: "wait", httpStatus: 503, subject: "process" },
  "sealing-key-missing": { retry: "wait", httpStatus: 503, subject: "process" },
  "sealed-text-invalid": { retry: "never", httpStatus: 500, subject: "transfer" },
} as const satisfies Record<string, Policy>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** The one error class. Control flow looks at the code, never at the message. */
export class PenstockError extends Error {
  override readonly name = "PenstockError";
  readonly code: ErrorCode;
  /** Facts for the log line and the API response, never for control flow and never secret. */
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

/** What the other side says is kept with every failure, and more of it would not be read. */
const MAX_CAUSE_LENGTH = 1000;

export function causeOf({ code, message }: PenstockError): Cause {
  return { code, message: shortened(message) };
}

/** For a text of several sentences: the other side's own words may end with a full stop, or not. */
export function sentenceOf({ code, message }: Cause): string {
  return `${code}: ${message.replace(/\.+$/, "")}.`;
}

/** Text from outside, as long as a person reads it. */
export function shortened(text: string, maxLength: number = MAX_CAUSE_LENGTH): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
}

/**
 * True where another process could see it otherwise: with another secret, another configuration, by
 * another way through the network. Such a failure ends nothing before a second look.
 */
export function needsSecondLook(code: ErrorCode): boolean {
  const { retry, subject } = ERRORS[code] satisfies Policy;
  return retry === "never" && ["process", "source", "store"].includes(subject);
}

/**
 * True where it ends nothing by itself, and yet the way from this one process may be to blame: a proxy
 * in front of it, or another response to the store's name.
 */
export function mayDifferElsewhere(code: ErrorCode): boolean {
  const { retry, subject } = ERRORS[code] satisfies Policy;
  const isPassing = retry === "again" && ["network", "source", "store"].includes(subject);
  return isPassing || code === "upload-gone";
}

/** True for a PenstockError, of one of the codes when some are given. */
export function isPenstockError(
  error: unknown,
  ...codes: readonly ErrorCode[]
): error is PenstockError {
  return error instanceof PenstockError && (codes.length === 0 || codes.includes(error.code));
}
