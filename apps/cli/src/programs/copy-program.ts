import type { Command } from "commander";
import { addCopyOptions, pair, timeSpan } from "../command-options.ts";
import type { CopyOptions } from "../commands/copy.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

/** `penstock cp`. */
export function addCopyCommand(program: Command, output: Output, finish: Finish): void {
  addCopyOptions(program.command("cp"))
    .description("copy an object, or with -r a folder or prefix, and show the progress")
    .argument(
      "<source>",
      "./file, https://…, or connection:key; with -r ./folder or connection:prefix/",
    )
    .argument("<destination>", "connection:key; connection:folder/ keeps the names")
    .option("--name <name>", "name of the job")
    .option("--label <name=value...>", "labels of the job", pair)
    .option("--dry-run", "count what would be done, as plan does, and move nothing")
    .option("--detach", "print the job's id and exit; the job keeps running")
    .option(
      "--wait <time>",
      "at most so long, such as 5m; exits with 6 while the job runs (default: to its end)",
      timeSpan,
    )
    .option(
      "--idempotency-key <key>",
      "make one job of all copies with this key, such as the name of a nightly run; good for a day",
    )
    .option("--json", "one JSON object per line on stdout")
    .action(async (source: string, destination: string, options: CopyOptions) => {
      if (options.dryRun) {
        const { plan } = await import("../commands/plan.ts");
        await finish(plan({ source, destination }, options, output));
      } else {
        const { copy } = await import("../commands/copy.ts");
        await finish(copy({ source, destination }, options, output));
      }
    });
}
