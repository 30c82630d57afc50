import { type Command, Option } from "commander";
import { pair, repeated, reportOption, wholeNumber } from "../command-options.ts";
import type { CheckOptions } from "../commands/check.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

export function addCheckCommand(program: Command, output: Output, finish: Finish): void {
  program
    .command("check")
    .description("compare a folder or prefix with where it was copied to, and move nothing")
    .argument("<source>", "./folder, or connection:prefix/; with --manifest connection:")
    .argument("<destination>", "connection:folder/, or a template of keys, as for cp -r")
    .option(
      "--manifest <place>",
      "compare what this file names, connection:key, a URL or a file here: .csv, .jsonl, or S3 Inventory",
    )
    .option("--include <glob>", "only keys that one of these takes; may be repeated", repeated)
    .option("--exclude <glob>", "no key that one of these takes; may be repeated", repeated)
    .addOption(
      new Option(
        "--compare <how>",
        "content: by what both sides show, and by reading both where that does not tell; read: by reading all; or by the size (and time) alone (default: content)",
      ).choices(["content", "read", "size", "size+time"]),
    )
    .option(
      "--sample <percent>",
      "of what would be read only so many of a hundred, the same each time; the others by their size",
      wholeNumber,
    )
    .option("--one-way", "do not look for keys that only the destination has")
    .option("--allow-empty", "a list without objects is no error")
    .addOption(reportOption())
    .option("--name <name>", "name of the job")
    .option("--label <name=value...>", "labels of the job", pair)
    .option("--detach", "print the job's id and exit; the job keeps running")
    .option("--json", "one JSON object per line on stdout")
    .action(async (source: string, destination: string, options: CheckOptions) => {
      const { check } = await import("../commands/check.ts");
      await finish(check({ source, destination }, options, output));
    });
}
