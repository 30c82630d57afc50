import { ERRORS, isPenstockError, PenstockError } from "@penstock/core";
import { describeMistakes, type Mistake, type Problem } from "@penstock/wire";
import { type HelpCode, INTERNAL, titleOf } from "./problem-help.ts";

/** A request that does not have the form of its schema. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(describeMistakes(mistakes));
    this.mistakes = mistakes;
  }
}

export function notFound(what: string): PenstockError {
  return new PenstockError("not-found", what);
}

/** What a client is told about anything that was thrown while its request was answered. */
export function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof InvalidRequest) {
    return {
      ...problemOf(
        "request-invalid",
        ERRORS["request-invalid"].httpStatus,
        error.message,
        requestId,
      ),
      errors: [...error.mistakes],
    };
  }
  if (isPenstockError(error, "ledger-unavailable")) {
    const detail =
      "Redis does not answer, or takes no writes. A change may have been made all the same.";
    return problemOf(error.code, ERRORS[error.code].httpStatus, detail, requestId);
  }
  if (isPenstockError(error)) {
    return problemOf(error.code, ERRORS[error.code].httpStatus, error.message, requestId);
  }
  const refusal = refusalOf(error);
  if (refusal !== undefined) {
    const code = refusal.status === 413 ? "request-too-large" : "request-invalid";
    return problemOf(code, refusal.status, refusal.message, requestId);
  }
  // An unforeseen error may say anything, also about our insides: its text stays in the log.
  return problemOf(
    INTERNAL,
    500,
    "The cause is in the API's log, under this request id.",
    requestId,
  );
}

export function problemOf(
  code: HelpCode,
  status: number,
  detail: string,
  requestId: string,
): Problem {
  return { type: `/problems/${code}`, title: titleOf(code), status, detail, code, requestId };
}

/** When to ask again: an outage may be over soon, memory is not free so fast. */
export function retryAfterSeconds({ code }: Problem): number {
  return code === "ledger-full" ? 30 : 5;
}

/** What fastify itself refuses: JSON that is none, a foreign content type, a body above the limit. */
function refusalOf(
  error: unknown,
): { readonly status: number; readonly message: string } | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) {
    return undefined;
  }
  const status = Number(error.statusCode);
  return status >= 400 && status < 500 ? { status, message: error.message } : undefined;
}
