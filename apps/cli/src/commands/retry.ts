import type { Client } from "@penstock/client";
import type { RowOutcome } from "@penstock/core";
import { systemClock } from "@penstock/process";
import type { ErrorsView, RetryInput, RetryView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { lookUp } from "../curl.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findJobId } from "../find-job.ts";
import { followToEnd } from "../follow-job.ts";
import { onInterrupt } from "../interrupt.ts";
import { table } from "../job-report.ts";
import { nextStepFor } from "../next-step.ts";
import { pause } from "../pause.ts";
import type { Output } from "../progress/display.ts";
import { writeLines } from "../progress/fitted-lines.ts";
import { jsonText, plainText } from "../progress/progress-text.ts";

export type RetryOptions = {
  readonly code?: readonly string[];
  readonly outcome?: readonly RowOutcome[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly cancelled?: true;
  readonly overwrite?: "always" | "never" | "if_different";
  readonly compare?: "content" | "size" | "size+time";
  readonly missing?: "fail" | "skip";
  readonly verify?: "none" | "part" | "full";
  readonly partSize?: string;
  readonly dryRun?: true;
  readonly watch?: true;
  readonly json?: true;
};

/** Rows are in the journal seconds after their job has ended. */
const RECORDED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** `penstock retry JOB`: a new job; with `--watch` exits as `cp` does. */
export async function retry(
  text: string,
  options: RetryOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const id = await findJobId(client, text);
  const signal = onInterrupt();
  await waitForRows(client, id, signal);
  const made = await client.retryJob(id, toRequest(options));
  if (made.job === null || !options.watch) {
    output.stdout.write(options.json ? `${jsonText(made)}\n` : retryText(id, made));
    return EXIT.ok;
  }
  return followToEnd(client, made.job.id, { output, isJson: options.json === true }, signal);
}

/** `penstock errors JOB`: what failed, by cause. */
export async function errors(
  text: string,
  options: { readonly json?: true },
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const id = await findJobId(client, text);
  await waitForRows(client, id, onInterrupt());
  const found = await client.listErrors(id);
  if (options.json) {
    output.stdout.write(`${jsonText(found)}\n`);
  } else {
    writeLines(output.stdout, errorsText(id, found));
  }
  return EXIT.ok;
}

/** A person asks as soon as the job has ended. */
async function waitForRows(client: Client, id: string, signal: AbortSignal): Promise<void> {
  const endsAtMs = systemClock.nowMs() + RECORDED_WITHIN_MS;
  while (!signal.aborted && systemClock.nowMs() < endsAtMs) {
    const { finishedAt, list } = await lookUp(() => client.readJob(id, signal));
    if (finishedAt === null || list?.isRecorded !== false) {
      return;
    }
    await pause(LOOK_EVERY_MS, signal);
  }
}

function toRequest(options: RetryOptions): NonNullable<RetryInput> {
  const { code, outcome = [], include, exclude, cancelled, dryRun } = options;
  const { overwrite, compare, missing, verify, partSize } = options;
  const outcomes = cancelled ? new Set([...outcome, "failed", "aborted"] as const) : outcome;
  const changed = {
    ...(overwrite !== undefined && { overwrite }),
    ...(compare !== undefined && { compare }),
    ...(missing !== undefined && { missing }),
    ...(verify !== undefined && { verify }),
    ...(partSize !== undefined && { partSize }),
  };
  return {
    ...(code !== undefined && { codes: [...code] }),
    ...(include !== undefined && { include: [...include] }),
    ...(exclude !== undefined && { exclude: [...exclude] }),
    ...([...outcomes].length > 0 && { outcomes: [...outcomes] }),
    ...(Object.keys(changed).length > 0 && { options: changed }),
    ...(dryRun === true && { dryRun }),
  };
}

function retryText(id: string, { objects, causes, job }: RetryView): string {
  const lines = causes.map((each) => `  ${each.objects} ${causeOf(each)}`);
  const what = `${objects} ${objects === 1 ? "object" : "objects"}`;
  const head =
    job === null
      ? [`${what} of ${id} would be tried again:`, ...lines, `  → penstock retry ${id}`]
      : [`${job.id} tries ${what} of ${id} again:`, ...lines, `  → penstock watch ${job.id}`];
  return head.map((line) => `${line}\n`).join("");
}

function causeOf({ outcome, code }: { readonly outcome: string; readonly code: string | null }) {
  return plainText(code === null ? outcome : `${outcome} by ${code}`);
}

function errorsText(id: string, { isComplete, data }: ErrorsView): readonly string[] {
  const soFar = isComplete ? "" : " so far: not all rows are in the journal yet";
  if (data.length === 0) {
    return [`nothing of ${id} failed${soFar}`];
  }
  const rows = data.map((each) => [each.outcome, each.code ?? "", String(each.objects)]);
  const details = data.flatMap(({ samples, title, ...cause }) => [
    "",
    `${causeOf(cause)}: ${plainText(title)}`,
    ...samples.map(({ key, message }) => `  ${plainText(key)}: ${plainText(message)}`),
    ...nextOf(id, cause),
  ]);
  const again = isComplete ? ["", `  → penstock retry ${id}`] : ["", `  (${soFar.trim()})`];
  return [...table([["OUTCOME", "CODE", "OBJECTS"], ...rows]), ...details, ...again];
}

/** In words of the command line: what the API says next is for those who ask it. */
function nextOf(
  id: string,
  { outcome, code }: Pick<ErrorsView["data"][number], "outcome" | "code">,
): readonly string[] {
  return code === null
    ? [`  → penstock retry ${id} --outcome ${plainText(outcome)}`]
    : [`  → ${nextStepFor(code)}`, `  → penstock retry ${id} --code ${plainText(code)}`];
}
