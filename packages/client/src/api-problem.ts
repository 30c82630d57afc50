import type { Problem } from "@penstock/wire";

/** The API refused: `problem.code` says why, from the error catalogue. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(describe(problem));
    this.problem = problem;
  }
}

/** No usable response: no server listens, the connection broke, or it is not Penstock that answers. */
export class ApiUnreachable extends Error {
  override readonly name = "ApiUnreachable";
  readonly url: string;

  constructor(url: string, reason: string, options: { readonly cause?: unknown } = {}) {
    super(`no response from Penstock at ${url}: ${reason}`, options);
    this.url = url;
  }
}

/** It may be over in a moment: a restart, an outage. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof ApiUnreachable || (error instanceof ApiProblem && error.problem.status >= 500)
  );
}

function describe({ title, detail, errors = [] }: Problem): string {
  if (errors.length === 0) {
    return detail || title;
  }
  // The detail of a request with mistakes lists them too, on one line.
  const places = errors.map(
    ({ pointer, parameter, message }) => `${parameter ?? (pointer || "all of it")}: ${message}`,
  );
  return [title, ...places].join("\n  ");
}
