import { JOB_HEALTHS, JOB_STATES } from "@penstock/core/choices";
import { type Command, Option } from "commander";
import { pair, repeated, timeSpan, weight, wholeNumber } from "../command-options.ts";
import type { ListOptions, SetOptions } from "../commands/jobs.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

/** A job by itself: `watch`, `show`, `ls`, `set`, `cancel` and `rm`. */
export function addJobCommands(program: Command, output: Output, finish: Finish): void {
  program
    .command("watch")
    .description("show the progress of a job until it ends")
    .argument(
      "[job]",
      "id of the job, or its first characters (default: the newest unfinished job)",
    )
    .option(
      "--wait <time>",
      "at most so long, such as 5m; exits with 6 while the job runs (default: to its end)",
      timeSpan,
    )
    .option("--json", "one JSON object per line")
    .action(async (job: string | undefined, options: { json?: true; wait?: number }) => {
      const { watch } = await import("../commands/jobs.ts");
      await finish(watch(job, options, output));
    });
  program
    .command("show")
    .description("show everything that is known about a job")
    .argument("<job>", "id of the job, or its first characters")
    .option("--json", "as one JSON object")
    .action(async (job: string, options: { json?: true }) => {
      const { show } = await import("../commands/jobs.ts");
      await finish(show(job, options, output));
    });
  addListOptions(program.command("ls"))
    .description("list jobs, newest first")
    .option("--limit <n>", "number of jobs", wholeNumber, 20)
    .addOption(new Option("--state <state>", "in this state only").choices(JOB_STATES))
    .addOption(new Option("--health <health>", "of this health only").choices(JOB_HEALTHS))
    .option("--label <name=value...>", "with all of these labels only")
    .option("--created-after <time>", "from this time on, such as 2026-11-28T09:30:00Z")
    .option("--created-before <time>", "before this time")
    .option("--since <time>", "made since then: in the last 30m, 24h or 7d", timeSpan)
    .option("--all", "all of them, however many")
    .action(async (options: ListOptions) => {
      const { list } = await import("../commands/jobs.ts");
      await finish(list(options, output));
    });
  program
    .command("set")
    .description("change the weight, the deadline or the labels of a job that has not ended")
    .argument("<job>", "id of the job, or its first characters")
    .option("--weight <n>", "its share beside other jobs of the tenant", weight)
    .option(
      "--deadline <time>",
      "when it should be done: 2026-11-28T06:00:00Z, 06:00 Europe/Berlin, or none",
    )
    .option("--label <name=value...>", "labels to add or to change", pair)
    .option("--remove-label <name>", "a label to take away; may be repeated", repeated)
    .option("--json", "as one JSON object")
    .action(async (job: string, options: SetOptions) => {
      const { setJob } = await import("../commands/jobs.ts");
      await finish(setJob(job, options, output));
    });
  addEndingCommands(program, output, finish);
}

function addEndingCommands(program: Command, output: Output, finish: Finish): void {
  program
    .command("cancel")
    .description("cancel jobs, and abort their uploads at the store")
    .argument("<job...>", "ids of jobs, or their first characters")
    .option("--json", "one JSON object per line")
    .action(async (jobs: string[], options: { json?: true }) => {
      const { askJobs } = await import("../commands/jobs.ts");
      await finish(askJobs("cancel", jobs, { options, output }));
    });
  program
    .command("rm")
    .description("remove jobs that have ended, with their receipts and rows; their objects stay")
    .argument("<job...>", "ids of jobs, or their first characters")
    .option("--json", "one JSON object per line: the job as it was")
    .action(async (jobs: string[], options: { json?: true }) => {
      const { askJobs } = await import("../commands/jobs.ts");
      await finish(askJobs("rm", jobs, { options, output }));
    });
}
