import type { Command } from "commander";
import type { EventOptions } from "../commands/events.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

/** `penstock events`: what changed. */
export function addEventCommand(program: Command, output: Output, finish: Finish): void {
  program
    .command("events")
    .description("list what changed about jobs, transfers and schedules, or follow it")
    .argument("[job]", "id of a job, or its first characters (default: all of them)")
    .option("-f, --follow", "what changes from now on, until the job ends or Ctrl-C")
    .option("--type <type...>", "only these, such as job.completed or transfer.*")
    .option("--after <event>", "only events after the one with this id")
    .option("--system", "those of processes, connections and Redis instead")
    .option("--json", "one JSON object per line")
    .action(async (job: string | undefined, options: EventOptions) => {
      const { events } = await import("../commands/events.ts");
      await finish(events(job, options, output));
    });
}
