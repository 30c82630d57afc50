import type { Client, JobListQuery } from "@penstock/client";
import { systemClock } from "@penstock/process";
import type { JobPage, JobView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { findJobId, findUnfinishedJobId } from "../find-job.ts";
import { followToEnd } from "../follow-job.ts";
import { onInterrupt } from "../interrupt.ts";
import { jobDetails } from "../job-report.ts";
import { JOB_LIST } from "../lists/job-list.ts";
import { isForPrograms, type ListOptions as Listed, printList } from "../lists/list.ts";
import type { Output } from "../progress/display.ts";
import { writeLines } from "../progress/fitted-lines.ts";
import { jsonText } from "../progress/progress-text.ts";
import { reportFailure } from "../report-failure.ts";

type JsonOption = { readonly json?: true };

/** `penstock show JOB`. */
export async function show(text: string, options: JsonOption, output: Output): Promise<ExitCode> {
  const client = connectToApi(output);
  const id = await findJobId(client, text);
  const job = await client.readJob(id);
  const { data: transfers } = await client.listTransfers(id);
  const why = job.finishedAt === null ? await client.explainJob(id) : undefined;
  if (options.json) {
    const all = { job, transfers, ...(why !== undefined && { explain: why }) };
    output.stdout.write(`${jsonText(all)}\n`);
  } else {
    writeLines(output.stdout, jobDetails(job, transfers, why));
  }
  return EXIT.ok;
}

/** `penstock watch [JOB]`: exits as `cp` does. */
export async function watch(
  text: string | undefined,
  { json, wait: waitMs }: JsonOption & { readonly wait?: number },
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const id = text === undefined ? await findUnfinishedJobId(client) : await findJobId(client, text);
  return followToEnd(client, id, { output, isJson: json === true, waitMs }, onInterrupt());
}

export type ListOptions = Listed &
  Omit<JobListQuery, "limit" | "cursor"> & {
    readonly limit: number;
    /** How many milliseconds ago a job was made at most. */
    readonly since?: number;
    readonly all?: true;
  };

/** Of a page of the API. */
const MAX_PAGE = 500;

/** `penstock ls`: newest first. */
export async function list(
  { output: form, json, quiet, ...filter }: ListOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const options = { ...(form && { output: form }), ...(json && { json }), ...(quiet && { quiet }) };
  const jobs = await collect(client, filter);
  printList(JOB_LIST, jobs, { options, output });
  if (jobs.length === 0 && !isForPrograms(options)) {
    const isFiltered = Object.keys(filter).some((name) => name !== "limit" && name !== "all");
    output.stderr.write(
      isFiltered
        ? "no job fits\n  → penstock ls\n"
        : "no jobs yet\n  → penstock cp ./FILE local:\n",
    );
  }
  return EXIT.ok;
}

async function collect(
  client: Client,
  { limit: wanted, all, since, ...rest }: Omit<ListOptions, keyof Listed>,
): Promise<readonly JobView[]> {
  const limit = all === true ? Number.POSITIVE_INFINITY : wanted;
  const createdAfter = since === undefined ? undefined : systemClock.nowMs() - since;
  const filter = {
    ...rest,
    ...(createdAfter !== undefined && { createdAfter: new Date(createdAfter).toISOString() }),
  };
  const jobs: JobView[] = [];
  let cursor: string | null = null;
  do {
    const page: JobPage = await client.listJobs({
      ...filter,
      limit: Math.min(limit - jobs.length, MAX_PAGE),
      ...(cursor !== null && { cursor }),
    });
    jobs.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null && jobs.length < limit);
  return jobs;
}

export type SetOptions = JsonOption & {
  readonly weight?: number;
  readonly label?: Readonly<Record<string, string>>;
  readonly removeLabel?: readonly string[];
  readonly deadline?: string;
};

/** `penstock set JOB`: what is not given stays. */
export async function setJob(
  text: string,
  { weight, label, removeLabel, deadline, json }: SetOptions,
  output: Output,
): Promise<ExitCode> {
  if ([weight, label, removeLabel, deadline].every((each) => each === undefined)) {
    throw new CommandFailure("say what to change", {
      exitCode: EXIT.usage,
      nextStep: `\`penstock set ${text} --weight 3\` lets the job move three times as much in each turn.`,
    });
  }
  const client = connectToApi(output);
  const removed = (removeLabel ?? []).map((name) => [name, null] as const);
  const labels = { ...label, ...Object.fromEntries(removed) };
  const job = await client.changeJob(await findJobId(client, text), {
    ...(weight !== undefined && { weight }),
    ...(deadline !== undefined && { deadline: deadline === "none" ? null : deadline }),
    ...(Object.keys(labels).length > 0 && { labels }),
  });
  const due = job.deadline === null ? "" : ` and should be done by ${job.deadline.at}`;
  const said = `${job.id} has weight ${job.weight}${due}`;
  output.stdout.write(`${json ? jsonText(job) : said}\n`);
  return EXIT.ok;
}

/** What a job may be asked for, and what is said of it then. */
const ASKED = {
  cancel: {
    ask: (client: Client, id: string) => client.cancelJob(id),
    textOf: ({ state }: JobView) => (state === "cancelled" ? "is cancelled" : "is being cancelled"),
  },
  pause: {
    ask: (client: Client, id: string) => client.pauseJob(id),
    textOf: ({ id }: JobView) =>
      `is paused; what is under way is moved to its end\n  → penstock resume ${id}`,
  },
  "pause without drain": {
    ask: (client: Client, id: string) => client.pauseJob(id, { drain: false }),
    textOf: ({ id }: JobView) =>
      `is paused; what was under way is stopped, and sent again later\n  → penstock resume ${id}`,
  },
  rm: {
    ask: (client: Client, id: string) => client.deleteJob(id),
    textOf: () => "is removed; the objects that it stored stay",
  },
  resume: {
    ask: (client: Client, id: string) => client.resumeJob(id),
    textOf: ({ id }: JobView) => `continues\n  → penstock watch ${id}`,
  },
} as const;

/** `penstock cancel|pause|resume|rm JOB...`: tries all of them, and exits with the first failure. */
export async function askJobs(
  wanted: keyof typeof ASKED,
  texts: readonly string[],
  { options, output }: { readonly options: JsonOption; readonly output: Output },
): Promise<ExitCode> {
  const client = connectToApi(output);
  const { ask, textOf } = ASKED[wanted];
  let exitCode: ExitCode = EXIT.ok;
  for (const text of texts) {
    try {
      const job = await ask(client, await findJobId(client, text));
      output.stdout.write(`${options.json ? jsonText(job) : `${job.id} ${textOf(job)}`}\n`);
    } catch (error) {
      const failed = reportFailure(error, output.stderr);
      exitCode = exitCode === EXIT.ok ? failed : exitCode;
    }
  }
  return exitCode;
}
