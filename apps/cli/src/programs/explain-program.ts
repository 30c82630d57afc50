import { type Command, Option } from "commander";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import { PART_STATE_WORDS } from "../lists/part-states.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

type PartOptions = ListOptions & { state?: string };

/** Why a job is not faster. */
export function addExplainCommand(program: Command, output: Output, finish: Finish): void {
  program
    .command("explain")
    .description("say why a job is not faster now, and what to do")
    .argument("<job>", "id of the job, or its first characters")
    .option("--json", "as one JSON object")
    .action(async (job: string, options: { json?: true }) => {
      const { explain } = await import("../commands/explain.ts");
      await finish(explain(job, options, output));
    });
  addListOptions(program.command("parts"))
    .description("list the parts of a transfer: state, worker, times, last failure")
    .argument("<job>", "id of the job, or its first characters")
    .argument("[transfer]", "id of the transfer (default: the only one)")
    .addOption(
      new Option("--state <state>", "in this state only").choices(Object.values(PART_STATE_WORDS)),
    )
    .action(async (job: string, transfer: string | undefined, options: PartOptions) => {
      const { parts } = await import("../commands/parts.ts");
      await finish(parts({ job, transfer }, options, output));
    });
}
