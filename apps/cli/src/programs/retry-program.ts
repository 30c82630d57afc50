import { type Command, Option } from "commander";
import { repeated } from "../command-options.ts";
import type { RetryOptions } from "../commands/retry.ts";
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
  program
    .command("retry")
    .description("try again what failed in a job, by a new job with its options")
    .argument("<job>", "id of the job, or its first characters")
    .option("--code <code>", "only what failed by this code; may be repeated", repeated)
    .option("--include <glob>", "only keys that one of these takes; may be repeated", repeated)
    .option("--exclude <glob>", "no key that one of these takes; may be repeated", repeated)
    .option("--cancelled", "also what was not moved because the job was cancelled")
    .addOption(
      new Option("--overwrite <when>", "in place of what the job says").choices([
        ...["always", "never", "if_different"],
      ]),
    )
    .option("--dry-run", "count by cause, and make no job")
    .option("--watch", "show the progress of the new job until it ends")
    .option("--json", "as one JSON object; with --watch one per line")
    .action(async (job: string, options: RetryOptions) => {
      const { retry } = await import("../commands/retry.ts");
      await finish(retry(job, options, output));
    });
}
