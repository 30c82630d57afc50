import type { Client } from "@penstock/client";
import { systemClock } from "@penstock/process";
import type { JobRequestInput, JobView } from "@penstock/wire";
import { checkJson, checkResult } from "./check-report.ts";
import { EXIT, type ExitCode, exitCodeOfCheck, exitCodeOfJob } from "./exit-codes.ts";
import { findDifferences } from "./find-differences.ts";
import { onInterrupt } from "./interrupt.ts";
import { jobResult } from "./job-report.ts";
import { pause } from "./pause.ts";
import { type Display, type Output, openDisplay, openJsonDisplay } from "./progress/display.ts";
import { FailureWatch } from "./progress/failure-watch.ts";
import { writeLines } from "./progress/fitted-lines.ts";
import { objectsDone } from "./progress/list-progress.ts";
import { type FailureCount, jsonText, type ProgressFrame } from "./progress/progress-text.ts";
import { etaSeconds, RateWindow } from "./progress/rate-window.ts";

/** Until its last rows are there. */
const LOOK_EVERY_MS = 250;

export type FollowRequest = {
  readonly client: Client;
  readonly jobId: string;
  readonly display: Display;
  readonly failures?: FailureWatch;
  /** By the clock, and so often; left out: by its events. */
  readonly lookEveryMs?: number;
  readonly onLook?: (job: JobView) => void;
};

/** Shows a job until it has ended. Rejects when the signal is aborted; the job continues then. */
export async function followJob(request: FollowRequest, signal: AbortSignal): Promise<JobView> {
  const { client, jobId, display, failures, lookEveryMs, onLook } = request;
  const [bytes, objects] = [new RateWindow(), new RateWindow()];
  const onProgress = (job: JobView) => {
    const nowMs = systemClock.nowMs();
    bytes.add({ atMs: nowMs, amount: job.progress.bytesStored });
    objects.add({ atMs: nowMs, amount: objectsDone(job) });
    failures?.note(job, nowMs);
    const rates = {
      bytesPerSecond: bytes.perSecond(),
      objectsPerSecond: job.list === null ? undefined : objects.perSecond(),
    };
    const left = secondsLeft(job, rates);
    const counts = failures?.counts ?? [];
    display.show({ job, ...rates, etaSeconds: left, failures: counts }, nowMs);
    onLook?.(job);
  };
  if (lookEveryMs !== undefined) {
    return client.waitForJob(jobId, { intervalMs: lookEveryMs, signal, onProgress });
  }
  let last: JobView | undefined;
  for await (const job of client.watch(jobId, signal)) {
    onProgress(job);
    last = job;
  }
  return last ?? client.readJob(jobId, signal);
}

type Shown = {
  readonly output: Output;
  readonly isJson: boolean;
  /** How long at most; to the end when left out. */
  readonly waitMs?: number | undefined;
};

/** Submits a job and follows it to its end, or leaves it at that. */
export async function runJob(
  client: Client,
  request: JobRequestInput,
  {
    isDetached,
    idempotencyKey,
    ...shown
  }: Shown & { readonly isDetached: boolean; readonly idempotencyKey?: string | undefined },
): Promise<ExitCode> {
  const { output, isJson } = shown;
  const signal = onInterrupt();
  const job = await client.submitJob(request, { idempotencyKey });
  if (isDetached) {
    output.stdout.write(`${isJson ? jsonText({ type: "result", job }) : job.id}\n`);
    output.stderr.write(`the job is running; watch it with\n  → penstock watch ${job.id}\n`);
    return EXIT.ok;
  }
  return followToEnd(client, job.id, shown, signal);
}

type Rates = Pick<ProgressFrame, "bytesPerSecond" | "objectsPerSecond">;

/** Small objects are bound by their number, large ones by their bytes; of an open list neither is known. */
function secondsLeft(
  { list, isPaused, progress }: JobView,
  { bytesPerSecond, objectsPerSecond }: Rates,
): number | undefined {
  if (isPaused || list?.isComplete === false) {
    return undefined;
  }
  const { bytesTotal, bytesStored, transfersPending } = progress;
  const left = [
    etaSeconds(bytesTotal - bytesStored, bytesPerSecond),
    ...(list === null ? [] : [etaSeconds(transfersPending, objectsPerSecond)]),
  ].filter((seconds) => seconds !== undefined);
  return left.length === 0 ? undefined : Math.max(...left);
}

/** Follows a job, prints how it ended, and chooses the exit code. */
export async function followToEnd(
  client: Client,
  jobId: string,
  { output, isJson, waitMs }: Shown,
  interrupted: AbortSignal,
): Promise<ExitCode> {
  const signal =
    waitMs === undefined
      ? interrupted
      : AbortSignal.any([interrupted, AbortSignal.timeout(waitMs)]);
  const hint = ["After Ctrl-C the job keeps running:", `penstock watch ${jobId}`];
  const display = isJson ? openJsonDisplay(output) : openDisplay(output, hint);
  const failures = new FailureWatch(client, signal);
  let job: JobView;
  try {
    job = await followJob({ client, jobId, display, failures }, signal);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    display.close();
    output.stderr.write(
      `the job keeps running; watch it again with\n  → penstock watch ${jobId}\n`,
    );
    return interrupted.aborted ? EXIT.interrupted : EXIT.notAllChecked;
  } finally {
    display.close();
  }
  if (job.list?.verb === "check") {
    return printCheck(client, job, { output, isJson }, signal);
  }
  const counts = await countedFailures(client, job, failures, signal);
  return printResult(client, job, counts, { output, isJson });
}

/** The last rows are in the journal some seconds after a job has ended. */
const RECORDED_WITHIN_MS = 10_000;

async function countedFailures(
  client: Client,
  job: JobView,
  failures: FailureWatch,
  signal: AbortSignal,
): Promise<readonly FailureCount[]> {
  const endsAtMs = systemClock.nowMs() + RECORDED_WITHIN_MS;
  let isRecorded = job.list === null || job.progress.transfersFailed === 0 || job.list.isRecorded;
  while (!isRecorded && !signal.aborted && systemClock.nowMs() < endsAtMs) {
    await pause(LOOK_EVERY_MS, signal);
    isRecorded = (await client.readJob(job.id)).list?.isRecorded === true;
  }
  return failures.readAll(job);
}

async function printResult(
  client: Client,
  job: JobView,
  failures: readonly FailureCount[],
  { output, isJson }: Shown,
): Promise<ExitCode> {
  const { data: transfers } = await client.listTransfers(job.id);
  if (isJson) {
    const result = { type: "result", job, transfers, ...(job.list !== null && { failures }) };
    output.stdout.write(`${jsonText(result)}\n`);
  } else {
    writeLines(output.stdout, jobResult(job, transfers, failures));
  }
  return exitCodeOfJob(job, transfers);
}

async function printCheck(
  client: Client,
  job: JobView,
  { output, isJson }: Shown,
  signal: AbortSignal,
): Promise<ExitCode> {
  const found = await findDifferences(client, job, signal);
  if (isJson) {
    output.stdout.write(`${jsonText(checkJson(job, found))}\n`);
  } else {
    writeLines(output.stdout, checkResult(job, found));
  }
  return exitCodeOfCheck(job, found);
}
