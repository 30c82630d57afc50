import { ERRORS, type ErrorCode, isPenstockError, PenstockError } from "@penstock/core";
import { describeIssues, type Issue, type Problem } from "@penstock/wire";
import { type HelpCode, INTERNAL, titleOf } from "./problem-help.ts";

/** One mistake, in the body or in a query parameter. */
export type ValidationIssue = Issue & { readonly parameter?: string };

type RejectionDetails = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly actions?: readonly string[];
};

/** A request that is refused before anything was done for it. */
export class Rejection extends Error {
  override readonly name: string = "Rejection";
  readonly code: HelpCode;
  readonly status: number;
  /** Of the response, beside the problem. */
  readonly headers: Readonly<Record<string, string>>;

  /** What the resource can be asked for instead. */
  readonly actions: readonly string[] | undefined;

  constructor(
    code: HelpCode,
    status: number,
    detail: string,
    { headers = {}, actions }: RejectionDetails = {},
  ) {
    super(detail);
    this.code = code;
    this.status = status;
    this.headers = headers;
    this.actions = actions;
  }
}

/** A request that does not have the form of its schema. */
export class InvalidRequest extends Rejection {
  override readonly name = "InvalidRequest";
  readonly issues: readonly ValidationIssue[];

  constructor(issues: readonly ValidationIssue[], code: ErrorCode = "request-invalid") {
    super(code, ERRORS[code].httpStatus, describeIssues(issues));
    this.issues = issues;
  }
}

export function notFound(what: string): PenstockError {
  return new PenstockError("not-found", what);
}

/** What a client is told about anything that was thrown while its request was answered. */
export function toProblem(error: unknown, requestId: string, isChange: boolean): Problem {
  if (error instanceof Rejection) {
    const { actions } = error;
    const refused = {
      ...problemOf(error.code, error.status, error.message, requestId),
      ...(actions !== undefined && { actions: [...actions] }),
    };
    return error instanceof InvalidRequest ? { ...refused, errors: [...error.issues] } : refused;
  }
  if (isPenstockError(error, "ledger-unavailable")) {
    const detail = `Redis does not answer, or takes no writes.${isChange ? " A change may have been made all the same." : ""}`;
    return problemOf(error.code, ERRORS[error.code].httpStatus, detail, requestId);
  }
  if (isPenstockError(error)) {
    return problemOf(error.code, ERRORS[error.code].httpStatus, error.message, requestId);
  }
  const rejection = rejectionOf(error);
  if (rejection !== undefined) {
    const { status, message } = rejection;
    return problemOf(CODE_OF_STATUS[status] ?? "request-invalid", status, message, requestId);
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
  const retryable = RETRYABLE.has(status);
  return {
    type: `/problems/${code}`,
    ...{ title: titleOf(code), status, detail, code, retryable, requestId },
  };
}

/** The same request may succeed later: too many, or something is away. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const CODE_OF_STATUS: Readonly<Record<number, HelpCode>> = {
  413: "request-too-large",
  415: "media-type-unsupported",
};

/** When to ask again: an outage may be over soon, memory is not free so fast. */
export function retryAfterSeconds({ code }: Problem): number {
  return code === "ledger-full" ? 30 : 5;
}

/** What fastify itself refuses: JSON that is none, a foreign content type, a body above the limit. */
function rejectionOf(
  error: unknown,
): { readonly status: number; readonly message: string } | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) {
    return undefined;
  }
  const status = Number(error.statusCode);
  return status >= 400 && status < 500 ? { status, message: error.message } : undefined;
}
