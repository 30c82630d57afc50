import type { Command } from "commander";
import type { SubmitOptions } from "../commands/submit.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

/** `penstock submit`. */
export function addSubmitCommand(program: Command, output: Output, finish: Finish): void {
  program
    .command("submit")
    .description("make many jobs of a file that has one in each line, as POST /v1/jobs takes it")
    .argument("<file>", "a file of JSON Lines, or - for stdin")
    .option(
      "--idempotency-key <key>",
      "submit the same file again with this key, and no job is made twice; good for a day",
    )
    .option("--json", "one JSON object per line: its number, and its job or what is wrong")
    .action(async (file: string, options: SubmitOptions) => {
      const { submit } = await import("../commands/submit.ts");
      await finish(submit(file, options, output));
    });
}
