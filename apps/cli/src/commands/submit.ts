import { readFile } from "node:fs/promises";
import {
  API_LIMITS,
  describeIssues,
  issuesOf,
  type JobBatchView,
  type JobRequestInput,
  jobRequest,
} from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { CommandFailure, EXIT, type ExitCode, exitCodeOfProblem } from "../exit-codes.ts";
import { nextStepFor } from "../next-step.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";
import { reportFailure } from "../report-failure.ts";

export type SubmitOptions = { readonly idempotencyKey?: string; readonly json?: true };

type Order = { readonly line: number; readonly request: JobRequestInput };
type Result = JobBatchView["data"][number];

/** `penstock submit FILE`: makes no job of a file in which one is written wrong; exits with the first failure. */
export async function submit(
  path: string,
  { idempotencyKey, json }: SubmitOptions,
  output: Output,
): Promise<ExitCode> {
  const orders = readOrders(await readText(path), path);
  const client = connectToApi(output);
  const groups = inRequests(orders);
  const results: Result[] = [];
  for (const [index, group] of groups.entries()) {
    const jobs = group.map(({ request }) => request);
    const { data } = await client.submitJobs({ jobs }, keyOf(idempotencyKey, index));
    for (const [place, result] of data.entries()) {
      printResult(
        result,
        { path, line: group[place]?.line ?? 0 },
        { output, isJson: json === true },
      );
    }
    results.push(...data);
    if (data.some(({ problem }) => problem?.status === 503)) {
      break;
    }
  }
  if (json !== true) {
    output.stderr.write(summaryOf(results, orders.length, idempotencyKey));
  }
  const refused = results.find(({ problem }) => problem !== null)?.problem;
  return refused ? exitCodeOfProblem(refused) : EXIT.ok;
}

/** Each request has a key of its own, and the same one when the file is submitted again. */
function keyOf(key: string | undefined, index: number): { readonly idempotencyKey?: string } {
  return key === undefined ? {} : { idempotencyKey: index === 0 ? key : `${key}/${index + 1}` };
}

function printResult(
  result: Result,
  { path, line }: { readonly path: string; readonly line: number },
  { output, isJson }: { readonly output: Output; readonly isJson: boolean },
): void {
  const { job, problem } = result;
  if (isJson) {
    output.stdout.write(`${jsonText({ line, ...result })}\n`);
    return;
  }
  if (job !== null) {
    output.stdout.write(`${job.id}\n`);
  }
  if (problem !== null) {
    const message = `${path}, line ${line}: ${problem.detail ?? problem.title} (${problem.code})`;
    const failure = { exitCode: exitCodeOfProblem(problem), nextStep: nextStepFor(problem.code) };
    reportFailure(new CommandFailure(message, failure), output.stderr);
  }
}

function summaryOf(
  results: readonly Result[],
  wanted: number,
  idempotencyKey: string | undefined,
): string {
  const count = (fits: (result: Result) => boolean) => results.filter(fits).length;
  const made = count(({ job, isReplayed }) => job !== null && !isReplayed);
  const replayed = count(({ isReplayed }) => isReplayed);
  const refused = count(({ job }) => job === null);
  const words = [
    `${made} ${made === 1 ? "job is" : "jobs are"} made`,
    ...(replayed === 0 ? [] : [`${replayed} existed`]),
    ...(refused === 0 ? [] : [`${refused} refused`]),
    ...(results.length === wanted ? [] : [`${wanted - results.length} not sent`]),
  ];
  const again = idempotencyKey === undefined ? "submit those lines again" : "submit the file again";
  const cure = refused === 0 ? again : `correct what is refused, then ${again}`;
  const next = results.length === wanted && refused === 0 ? "penstock ls" : cure;
  return `${words.join(", ")}\n  → ${next}\n`;
}

/** In the order of the file, each as large as a request may be. */
function inRequests(orders: readonly Order[]): readonly (readonly Order[])[] {
  const groups: Order[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const order of orders) {
    const size = Buffer.byteLength(JSON.stringify(order.request)) + 1;
    const last = groups.at(-1);
    if (
      last === undefined ||
      last.length === API_LIMITS.jobsPerRequest ||
      bytes + size > API_LIMITS.batchBytes
    ) {
      groups.push([order]);
      bytes = EMPTY_REQUEST_BYTES + size;
    } else {
      last.push(order);
      bytes += size;
    }
  }
  return groups;
}

const EMPTY_REQUEST_BYTES = JSON.stringify({ jobs: [] }).length;
/** Of what is wrong with a file; more is not read at once. */
const SHOWN_ISSUES = 5;

function readOrders(text: string, path: string): readonly Order[] {
  const wrong: string[] = [];
  const orders: Order[] = [];
  for (const [index, each] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (each.trim() !== "") {
      const value = parseJson(each);
      if (isJobRequest(value)) {
        orders.push({ line: index + 1, request: value });
      } else {
        wrong.push(`line ${index + 1}: ${issueOf(value)}`);
      }
    }
  }
  if (wrong.length > 0) {
    const more = wrong.length - SHOWN_ISSUES;
    const shown = [
      ...wrong.slice(0, SHOWN_ISSUES),
      ...(more > 0 ? [`and ${more} lines more`] : []),
    ];
    throw usage(`${path}: no job is made\n${shown.join("\n")}`);
  }
  if (orders.length === 0) {
    throw usage(`${path}: it contains no job`);
  }
  return orders;
}

function isJobRequest(value: unknown): value is JobRequestInput {
  return jobRequest.safeParse(value).success;
}

function issueOf(value: unknown): string {
  const { error } = jobRequest.safeParse(value);
  return value === undefined || error === undefined
    ? "it is not JSON"
    : describeIssues(issuesOf(error));
}

/** Undefined, which no request is, for what is not JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path === "-" ? "/dev/stdin" : path, "utf8");
  } catch (error) {
    throw usage(`${path}: it cannot be read`, error);
  }
}

function usage(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure(message, {
    exitCode: EXIT.usage,
    nextStep:
      'Write one job per line, as POST /v1/jobs takes it: {"source":{"connection":"raw","key":"a.bin"},"destination":{"connection":"local","key":"a.bin"}}',
    cause,
  });
}
