import type { Command } from "commander";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

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
}
