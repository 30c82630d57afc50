import { systemClock } from "@penstock/process";
import type { RetryMatchingInput, RetryMatchingView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { CommandFailure, EXIT, type ExitCode, exitCodeOfProblem } from "../exit-codes.ts";
import { nextStepFor } from "../next-step.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";
import { reportFailure } from "../report-failure.ts";
import type { RetryOptions } from "./retry.ts";

/** Which jobs, where none is named. */
export type MatchOptions = {
  readonly all?: true;
  readonly state?: "failed" | "completed_with_errors" | "cancelled";
  readonly label?: Record<string, string>;
  readonly createdAfter?: string;
  readonly createdBefore?: string;
  /** How many milliseconds ago a job was made at most. */
  readonly since?: number;
};

type Result = RetryMatchingView["data"][number];

const MATCHING = ["all", "state", "label", "createdAfter", "createdBefore", "since"] as const;
const OF_ONE_JOB = [
  ...(["outcome", "include", "exclude", "cancelled", "overwrite", "compare"] as const),
  ...(["missing", "verify", "partSize", "watch"] as const),
];

/**
 * Refuses what would be ignored.
 *
 * @throws CommandFailure with exit code 2
 */
export function assertChosen(job: string | undefined, options: RetryOptions & MatchOptions): void {
  const matching = MATCHING.filter((name) => options[name] !== undefined);
  const [wrong] = job === undefined ? OF_ONE_JOB.filter((name) => options[name]) : matching;
  if (wrong !== undefined) {
    const name = wrong.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const why = job === undefined ? "is for the retry of one job" : "is not for one job";
    throw new CommandFailure(`--${name} ${why}`, {
      exitCode: EXIT.usage,
      nextStep: job === undefined ? "Name the job as well." : "Leave out the job, or the option.",
    });
  }
  if (job === undefined && matching.length === 0) {
    throw new CommandFailure("say what to try again", {
      exitCode: EXIT.usage,
      nextStep:
        "Name a job, or say which: --since 24h, --label team=ml, --state failed, or --all; --dry-run counts first.",
    });
  }
}

/** `penstock retry` without a job: all jobs that fit, a hundred a request; exits with the first failure. */
export async function retryMatching(
  options: Pick<RetryOptions, "code" | "dryRun" | "json"> & MatchOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const request = requestOf(options);
  const results: Result[] = [];
  let cursor: string | null = null;
  do {
    const page: RetryMatchingView = await client.retryMatching({
      ...request,
      ...(cursor !== null && { cursor }),
    });
    for (const result of page.data) {
      printResult(result, { output, isJson: options.json === true });
    }
    results.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  if (options.json !== true) {
    output.stderr.write(summaryOf(results, options.dryRun === true));
  }
  const refused = results.find(({ problem }) => problem !== null)?.problem;
  return refused ? exitCodeOfProblem(refused) : EXIT.ok;
}

function requestOf({
  state,
  label: labels,
  createdBefore,
  since,
  code,
  dryRun,
  ...rest
}: Parameters<typeof retryMatching>[0]): RetryMatchingInput {
  const createdAfter =
    since === undefined ? rest.createdAfter : new Date(systemClock.nowMs() - since).toISOString();
  return {
    filter: {
      ...(state !== undefined && { state }),
      ...(labels !== undefined && { labels }),
      ...(createdAfter !== undefined && { createdAfter }),
      ...(createdBefore !== undefined && { createdBefore }),
    },
    ...(code !== undefined && { codes: [...code] }),
    ...(dryRun === true && { dryRun }),
  };
}

function printResult(
  result: Result,
  { output, isJson }: { readonly output: Output; readonly isJson: boolean },
): void {
  const { retryOf, objects, job, problem } = result;
  if (isJson) {
    output.stdout.write(`${jsonText(result)}\n`);
  } else if (problem !== null) {
    const message = `${retryOf}: ${problem.detail ?? problem.title} (${problem.code})`;
    const failure = { exitCode: exitCodeOfProblem(problem), nextStep: nextStepFor(problem.code) };
    reportFailure(new CommandFailure(message, failure), output.stderr);
  } else {
    const what = `${counted(objects, "object")} of ${retryOf}`;
    output.stdout.write(
      job === null ? `${what} would be tried again\n` : `${job.id} tries ${what} again\n`,
    );
  }
}

function summaryOf(results: readonly Result[], isDryRun: boolean): string {
  if (results.length === 0) {
    return "no job that fits has failed without a retry\n  → penstock ls\n";
  }
  const tried = results.filter(({ problem }) => problem === null);
  const objects = tried.reduce((sum, each) => sum + each.objects, 0);
  const what = `${counted(objects, "object")} of ${counted(tried.length, "job")}`;
  return isDryRun
    ? `${what}; no job is made\n  → the same command without --dry-run\n`
    : `${what}\n  → penstock ls\n`;
}

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
