import type { Client } from "@penstock/client";
import { systemClock } from "@penstock/process";
import type { JobRequestInput, JobView } from "@penstock/wire";
import { checkJson, checkResult } from "./check-report.ts";
import { EXIT, type ExitCode, exitCodeOfCheck, exitCodeOfJob } from "./exit-codes.ts";
import { findDifferences } from "./find-differences.ts";
import { onInterrupt } from "./interrupt.ts";
import { jobResult } from "./job-report.ts";
import { type Display, type Output, openDisplay, openJsonDisplay } from "./progress/display.ts";
import { jsonText } from "./progress/progress-text.ts";
import { etaSeconds, RateWindow } from "./progress/rate-window.ts";

/** Four looks a second feel live, and cost the API nothing that matters. */
const LOOK_EVERY_MS = 250;

export type FollowRequest = {
  readonly client: Client;
  readonly jobId: string;
  readonly display: Display;
  readonly lookEveryMs?: number;
  readonly onLook?: (job: JobView) => void;
};

/** Shows a job until it has ended. Rejects when the signal is aborted; the job continues then. */
export function followJob(request: FollowRequest, signal: AbortSignal): Promise<JobView> {
  const { client, jobId, display, lookEveryMs = LOOK_EVERY_MS, onLook } = request;
  const window = new RateWindow();
  return client.waitForJob(jobId, {
    intervalMs: lookEveryMs,
    signal,
    onProgress: (job) => {
      const nowMs = systemClock.nowMs();
      const { bytesTotal, bytesStored } = job.progress;
      window.add({ atMs: nowMs, bytes: bytesStored });
      const bytesPerSecond = window.bytesPerSecond();
      const eta = etaSeconds(bytesTotal - bytesStored, bytesPerSecond);
      display.show({ job, bytesPerSecond, etaSeconds: eta }, nowMs);
      onLook?.(job);
    },
  });
}

type Shown = { readonly output: Output; readonly isJson: boolean };

/** Submits a job and follows it to its end, or leaves it at that. */
export async function runJob(
  client: Client,
  request: JobRequestInput,
  { isDetached, ...shown }: Shown & { readonly isDetached: boolean },
): Promise<ExitCode> {
  const { output, isJson } = shown;
  const signal = onInterrupt();
  const job = await client.submitJob(request);
  if (isDetached) {
    output.stdout.write(`${isJson ? jsonText({ type: "result", job }) : job.id}\n`);
    output.stderr.write(`the job is running; watch it with\n  → penstock watch ${job.id}\n`);
    return EXIT.ok;
  }
  return followToEnd(client, job.id, shown, signal);
}

/** Follows a job, prints how it ended, and chooses the exit code. */
export async function followToEnd(
  client: Client,
  jobId: string,
  { output, isJson }: Shown,
  signal: AbortSignal,
): Promise<ExitCode> {
  const hint = ["After Ctrl-C the job keeps running:", `penstock watch ${jobId}`];
  const display = isJson ? openJsonDisplay(output) : openDisplay(output, hint);
  let job: JobView;
  try {
    job = await followJob({ client, jobId, display }, signal);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    display.close();
    output.stderr.write(
      `the job keeps running; watch it again with\n  → penstock watch ${jobId}\n`,
    );
    return EXIT.interrupted;
  } finally {
    display.close();
  }
  return job.list?.verb === "check"
    ? printCheck(client, job, { output, isJson }, signal)
    : printResult(client, job, { output, isJson });
}

async function printResult(
  client: Client,
  job: JobView,
  { output, isJson }: Shown,
): Promise<ExitCode> {
  const { data: transfers } = await client.listTransfers(job.id);
  const text = isJson
    ? jsonText({ type: "result", job, transfers })
    : jobResult(job, transfers).join("\n");
  output.stdout.write(`${text}\n`);
  return exitCodeOfJob(job, transfers);
}

async function printCheck(
  client: Client,
  job: JobView,
  { output, isJson }: Shown,
  signal: AbortSignal,
): Promise<ExitCode> {
  const found = await findDifferences(client, job, signal);
  const text = isJson ? jsonText(checkJson(job, found)) : checkResult(job, found).join("\n");
  output.stdout.write(`${text}\n`);
  return exitCodeOfCheck(job, found);
}
