import { OVERLAPS } from "@penstock/core/choices";
import { type Command, Option } from "commander";
import { addCopyOptions, wholeNumber } from "../command-options.ts";
import type { AddOptions, PreviewOptions } from "../commands/schedules.ts";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

type JsonOption = { json?: true };

/** `penstock schedule …`: copies by the clock. */
export function addScheduleCommands(program: Command, output: Output, finish: Finish): void {
  const schedules = program
    .command("schedule")
    .description("copy by the clock: make, list, run and pause schedules");
  addMaking(schedules, output, finish);
  const named = (name: string, description: string) =>
    schedules
      .command(name)
      .description(description)
      .argument("<name>", "name of the schedule")
      .option("--json", "as one JSON object");
  addListOptions(schedules.command("ls"))
    .description("list schedules with their next and last run")
    .action(async (options: ListOptions) => {
      const { listSchedules } = await import("../commands/schedules.ts");
      await finish(listSchedules(options, output));
    });
  named("show", "show a schedule, its next ticks and what became of the last ones").action(
    async (name: string, options: JsonOption) => {
      const { showSchedule } = await import("../commands/schedules.ts");
      await finish(showSchedule(name, options, output));
    },
  );
  for (const [wanted, description] of [
    ["run", "run a schedule now as well"],
    ["pause", "let no further tick count; the job that runs continues"],
    ["resume", "let ticks count from now on"],
  ] as const) {
    named(wanted, description).action(async (name: string, options: JsonOption) => {
      const { wantSchedule } = await import("../commands/schedules.ts");
      await finish(wantSchedule(name, wanted, { options, output }));
    });
  }
  named("rm", "end a schedule; its jobs continue").action(
    async (name: string, options: JsonOption) => {
      const { removeSchedule } = await import("../commands/schedules.ts");
      await finish(removeSchedule(name, options, output));
    },
  );
}

function addTiming(command: Command): Command {
  return command
    .option("--cron <pattern>", 'when, such as "0 3 * * *" for every day at three')
    .option("--time-zone <zone>", "of the pattern, such as Europe/Berlin (default: UTC)")
    .option("--every <time>", "instead of a pattern: every 15m, 6h or 1d");
}

function addMaking(schedules: Command, output: Output, finish: Finish): void {
  addCopyOptions(addTiming(schedules.command("add")))
    .description("copy at every tick; {date:yyyy/MM/dd} in the keys is the day of the tick")
    .argument("<name>", "name of the schedule")
    .argument("<source>", "as for cp")
    .argument("<destination>", "as for cp")
    .addOption(
      new Option(
        "--overlap <what>",
        "what a tick does while the job of an earlier one runs (default: skip)",
      ).choices(OVERLAPS),
    )
    .option(
      "--catch-up <what>",
      "which tick is made up for after a standstill: none, latest, or one as old as this (default: 1h)",
    )
    .option("--jitter <time>", "start up to so much after the tick")
    .option("--start-at <time>", "no tick before it, such as 2026-12-01T00:00:00Z")
    .option("--end-at <time>", "no tick after it")
    .option("--json", "as one JSON object")
    .action(async (name: string, source: string, destination: string, options: AddOptions) => {
      const { addSchedule } = await import("../commands/schedules.ts");
      await finish(addSchedule(name, { source, destination }, { options, output }));
    });
  addTiming(schedules.command("preview"))
    .description("when a schedule would run; makes none")
    .option("--count <n>", "how many ticks", wholeNumber, 5)
    .option("--json", "as one JSON object")
    .action(async (options: PreviewOptions) => {
      const { previewSchedule } = await import("../commands/schedules.ts");
      await finish(previewSchedule(options, output));
    });
}
