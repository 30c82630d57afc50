import type { Command } from "commander";
import type { LimitOptions, WhoseOptions } from "../commands/limits.ts";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

/** `penstock limit …`: how fast the deployment, a connection or a job may be. */
export function addLimitCommands(program: Command, output: Output, finish: Finish): void {
  const limits = program
    .command("limit")
    .description("show and change limits of the deployment, a connection or a job");
  addListOptions(limits.command("ls"))
    .description("list the limits of the deployment and of connections")
    .action(async (options: ListOptions) => {
      const { listLimits } = await import("../commands/limits.ts");
      await finish(listLimits(options, output));
    });
  addWhose(limits.command("show"))
    .description("show limits, and of a job what binds it now")
    .action(async (options: WhoseOptions) => {
      const { showLimits } = await import("../commands/limits.ts");
      await finish(showLimits(options, output));
    });
  addWhose(limits.command("set"))
    .description(
      'change limits within two seconds; what is not given stays. A value is such as 50MiB/s, "unlimited", 0 for nothing, or lines of a calendar with ; between: "Mon-Fri 08:00-18:00 50MiB/s; 200MiB/s"',
    )
    .option("--bytes-per-second <value>", "bytes that are sent to stores")
    .option("--requests-per-second <value>", "requests to stores and sources")
    .option("--units-in-flight <value>", "parts and batches that are queued or being moved at once")
    .option("--parts-per-upload <value>", "parts of each upload that are so")
    .option("--time-zone <zone>", "of all calendars, such as Europe/Berlin (default: UTC)")
    .action(async (options: LimitOptions) => {
      const { changeLimits } = await import("../commands/limits.ts");
      await finish(changeLimits(options, output));
    });
  addWhose(limits.command("clear"))
    .description("remove all limits; those of the deployment are then as its settings say")
    .action(async (options: WhoseOptions) => {
      const { clearLimits } = await import("../commands/limits.ts");
      await finish(clearLimits(options, output));
    });
}

function addWhose(command: Command): Command {
  return command
    .option("--connection <name>", "of this connection (default: of the deployment)")
    .option("--job <id>", "of this job")
    .option("--json", "as one JSON object");
}
