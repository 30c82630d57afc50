import type { ReceiptCheck } from "@penstock/receipts";
import type { JobView, TransferView } from "@penstock/wire";
import type { Differences } from "./find-differences.ts";

/** What the exit status tells a script. `penstock --help` and docs/cli.md list them. */
export const EXIT = {
  /** Every object is stored, or skipped because it was there. */
  ok: 0,
  /** Some objects are not stored or differ, or a check of a connection failed. */
  someFailed: 1,
  usage: 2,
  connection: 3,
  notFound: 4,
  cancelled: 5,
  /** Nothing failed, and something could not be checked, or `--wait` was over first. */
  notAllChecked: 6,
  serverUnreachable: 7,
  conflict: 8,
  nothingSelected: 9,
  /** Ctrl-C: the job continues without this command. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Each in a word or two for `--help`, and in a sentence for docs/cli.md. */
export const EXIT_MEANINGS: readonly (readonly [ExitCode, string, string])[] = [
  [0, "done", "every object is stored, or existed and was not to be overwritten"],
  [
    ...([1, "some objects or checks failed or differ"] as const),
    "finished, but not everything is stored, or something differs; a check of `conn test` failed; `doctor` found something",
  ],
  [2, "usage", "wrong use, settings or values"],
  [
    ...([3, "connection"] as const),
    "a connection is unknown, unsuitable or refused; the key is none of this API's, or may not do this",
  ],
  [4, "not found", "no such source, job or upload"],
  [5, "cancelled", "the job was cancelled"],
  [
    ...([6, "not at its end"] as const),
    "nothing failed, but `--wait` was over before the job, or not everything was checked: `verify` had no key, `check` could not read something, `plan` had no time for the whole list",
  ],
  [
    ...([7, "no server"] as const),
    "no response from the API, or a failure of its own; too many requests",
  ],
  [
    ...([8, "conflict"] as const),
    "a conflict: the job has ended, the port or folder is in use, the upload may not be aborted",
  ],
  [9, "nothing to copy", "the selection has no object; `--allow-empty` makes that a success"],
  [130, "interrupted (the job continues)", "interrupted: the job continues"],
];

/** A command that cannot continue: what is wrong, and what to do next. Printed without a stack. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: ExitCode;
  readonly nextStep: string;

  constructor(
    message: string,
    options: { readonly exitCode: ExitCode; readonly nextStep: string; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode;
    this.nextStep = options.nextStep;
  }
}

const EXIT_OF_CODE: Readonly<Record<string, ExitCode>> = {
  "request-invalid": EXIT.usage,
  "request-too-large": EXIT.usage,
  "address-blocked": EXIT.usage,
  "key-invalid": EXIT.usage,
  "plan-impossible": EXIT.usage,
  "selection-empty": EXIT.nothingSelected,
  unauthenticated: EXIT.connection,
  "scope-missing": EXIT.connection,
  "tenant-refused": EXIT.connection,
  "connection-forbidden": EXIT.connection,
  "connection-unknown": EXIT.connection,
  "connection-pending": EXIT.connection,
  "connection-unsuitable": EXIT.connection,
  "source-forbidden": EXIT.connection,
  "source-url-expired": EXIT.connection,
  "manifest-url-expired": EXIT.connection,
  "store-refused": EXIT.connection,
  "store-missing": EXIT.connection,
  "credentials-expired": EXIT.connection,
  "credentials-unavailable": EXIT.connection,
  "not-found": EXIT.notFound,
  "source-missing": EXIT.notFound,
  "state-conflict": EXIT.conflict,
  "precondition-failed": EXIT.conflict,
  // Nothing is wrong with the request: later it is responded to.
  "rate-limited": EXIT.serverUnreachable,
};

/** The exit code for checks of receipts: a failed one weighs more than one that was not made. */
export function exitCodeOfChecks(checks: readonly Pick<ReceiptCheck, "outcome">[]): ExitCode {
  if (checks.some(({ outcome }) => outcome === "failed")) {
    return EXIT.someFailed;
  }
  return checks.every(({ outcome }) => outcome === "passed") ? EXIT.ok : EXIT.notAllChecked;
}

/** The exit code for a refused request. */
export function exitCodeOfProblem(problem: {
  readonly status: number;
  readonly code: string;
}): ExitCode {
  const known = EXIT_OF_CODE[problem.code];
  if (known !== undefined) {
    return known;
  }
  if (problem.status >= 500) {
    return EXIT.serverUnreachable;
  }
  return problem.status === 409 ? EXIT.conflict : EXIT.usage;
}

/**
 * The exit code for a finished job. A job that failed for a single reason exits like a request
 * refused for that reason, so that a script tells a missing source from a broken one.
 */
export function exitCodeOfJob(job: JobView, transfers: readonly TransferView[]): ExitCode {
  if (job.state === "succeeded") {
    return EXIT.ok;
  }
  if (job.state === "cancelled") {
    return EXIT.cancelled;
  }
  if (job.state !== "failed") {
    return EXIT.someFailed;
  }
  const failed = transfers.filter((transfer) => transfer.state === "failed");
  const causes = [
    ...failed.map(({ cause }) => cause),
    ...(job.list?.brokenBy ? [job.list.brokenBy] : []),
  ];
  const codes = new Set(causes.map((cause) => EXIT_OF_CODE[cause?.code ?? ""] ?? EXIT.someFailed));
  const [code = EXIT.someFailed] = codes;
  return codes.size === 1 ? code : EXIT.someFailed;
}

/**
 * The exit code for a finished check. One difference weighs more than what could not be compared; rows that
 * are not known yet may be differences.
 */
export function exitCodeOfCheck(
  { state, list }: JobView,
  { counts, codes, isComplete }: Omit<Differences, "rows">,
): ExitCode {
  if (state === "succeeded") {
    return EXIT.ok;
  }
  if (DIFFERENCES.some((outcome) => counts.has(outcome))) {
    return EXIT.someFailed;
  }
  if (state === "cancelled") {
    return EXIT.cancelled;
  }
  if (!isComplete) {
    return EXIT.someFailed;
  }
  const brokenBy = list?.brokenBy ?? null;
  const all = [...codes, ...(brokenBy === null ? [] : [brokenBy.code])];
  const [code = EXIT.notAllChecked, ...others] = new Set(
    all.map((each) => EXIT_OF_CODE[each] ?? EXIT.notAllChecked),
  );
  return others.length === 0 ? code : EXIT.notAllChecked;
}

const DIFFERENCES = ["differs", "only_source", "only_destination"] as const;
