import { CHECK_OUTCOMES, COPY_OUTCOMES } from "@penstock/core/choices";
import { type Command, Option } from "commander";
import type { ReportOptions } from "../commands/report.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

export function addReportCommand(program: Command, output: Output, finish: Finish): void {
  program
    .command("report")
    .description("print what became of each object of a job of many, one per line")
    .argument("<job>", "id of the job, or its first characters")
    .addOption(
      new Option(
        "-o, --output <form>",
        "jsonl: one JSON object per line; csv (default: jsonl)",
      ).choices([...["jsonl", "csv"]]),
    )
    .option("--csv", "the same as -o csv")
    .addOption(
      new Option(
        "--rows <which>",
        "changed: without objects that were skipped, or are the same; trouble: only objects that failed or were not moved (default: as the job says, or all)",
      ).choices(["all", "changed", "trouble"]),
    )
    .addOption(
      new Option("--outcome <outcome...>", "only rows of these outcomes").choices([
        ...[...COPY_OUTCOMES, ...CHECK_OUTCOMES],
      ]),
    )
    .option("--code <code...>", "only rows of these error codes, such as source-missing")
    .option("--key <glob...>", "only rows whose key one of these globs takes")
    .option("--file <path>", "write it to this file, which is there once it is whole")
    .action(async (job: string, options: ReportOptions) => {
      const { report } = await import("../commands/report.ts");
      await finish(report(job, options, output));
    });
}
