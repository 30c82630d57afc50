import { CHECK_OUTCOMES, COPY_OUTCOMES } from "@penstock/core/choices";
import { type Command, Option } from "commander";
import { pair, repeated, timeSpan } from "../command-options.ts";
import type { RetryOptions } from "../commands/retry.ts";
import type { MatchOptions } from "../commands/retry-matching.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

/** What failed in a job, and another job that tries it again. */
export function addRetryCommands(program: Command, output: Output, finish: Finish): void {
  program
    .command("errors")
    .description("list what failed in a job by cause, with samples and what to do")
    .argument("<job>", "id of the job, or its first characters")
    .option("--json", "as one JSON object")
    .action(async (job: string, options: { json?: true }) => {
      const { errors } = await import("../commands/retry.ts");
      await finish(errors(job, options, output));
    });
  addMatchOptions(addRowOptions(program.command("retry")))
    .description(
      "try again what failed in a job, or in all jobs that fit, by new jobs with their options",
    )
    .argument("[job]", "id of the job, or its first characters")
    .option("--dry-run", "count what would be tried again, and make no job")
    .option("--watch", "show the progress of the new job until it ends")
    .option("--json", "as one JSON object; with --watch, or without a job, one per line")
    .action(async (job: string | undefined, options: RetryOptions & MatchOptions) => {
      const { assertChosen, retryMatching } = await import("../commands/retry-matching.ts");
      assertChosen(job, options);
      if (job === undefined) {
        await finish(retryMatching(options, output));
      } else {
        const { retry } = await import("../commands/retry.ts");
        await finish(retry(job, options, output));
      }
    });
}

/** Which rows of a job, and what of its options is another one for them. */
function addRowOptions(command: Command): Command {
  const instead = (flags: string, choices: readonly string[]) =>
    new Option(flags, "in place of what the job says").choices(choices);
  return command
    .option("--code <code>", "only what failed by this code; may be repeated", repeated)
    .addOption(
      new Option("--outcome <outcome...>", "only rows of these outcomes (default: failed)").choices(
        [...COPY_OUTCOMES, ...CHECK_OUTCOMES],
      ),
    )
    .option("--include <glob>", "only keys that one of these takes; may be repeated", repeated)
    .option("--exclude <glob>", "no key that one of these takes; may be repeated", repeated)
    .option("--cancelled", "also what was not moved because the job was cancelled")
    .addOption(instead("--overwrite <when>", ["always", "never", "if_different"]))
    .addOption(instead("--compare <how>", ["content", "size", "size+time"]))
    .addOption(instead("--missing <what>", ["fail", "skip"]))
    .addOption(instead("--verify <how>", ["none", "part", "full"]))
    .option("--part-size <size>", "in place of what the job says, such as 64MiB");
}

/** Which jobs, where none is named. */
function addMatchOptions(command: Command): Command {
  return command
    .option("--all", "without a job: of all jobs that were not tried again yet")
    .addOption(
      new Option(
        "--state <state>",
        "without a job: of those in this state (default: failed and completed_with_errors)",
      ).choices(["failed", "completed_with_errors", "cancelled"]),
    )
    .option("--label <name=value...>", "without a job: of those with all of these labels", pair)
    .option("--created-after <time>", "without a job: of those made at this time or later")
    .option("--created-before <time>", "without a job: of those made before this time")
    .option("--since <time>", "without a job: of those made in the last 30m, 24h or 7d", timeSpan);
}
