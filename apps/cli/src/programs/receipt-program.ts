import type { Command } from "commander";
import type { VerifyOptions } from "../commands/receipts.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

/** `penstock receipts` and `penstock verify`. */
export function addReceiptCommands(program: Command, output: Output, finish: Finish): void {
  program
    .command("receipts")
    .description(
      "print the receipts of a job's stored objects, one per line; one for a job of many",
    )
    .argument("<job>", "id of the job, or its first characters")
    .action(async (job: string) => {
      const { receipts } = await import("../commands/receipts.ts");
      await finish(receipts(job, output));
    });
  program
    .command("verify")
    .description("check who issued receipts, and whether their parts add up to the object")
    .argument("<receipt>", "a file of receipts, or - for stdin")
    .option(
      "--rows <place>",
      "for a job of many objects: its folder below rows.d of the journal, or connection:prefix/ below rows/ of one in a bucket; compares hashes and counts",
    )
    .option("--file <path>", "compare this copy of the object with its receipt, part by part")
    .option(
      "--data <folder>",
      "folder of `penstock up`, whose key is used if none is set",
      ".penstock",
    )
    .option("--json", "one JSON object per receipt")
    .action(async (receipt: string, options: VerifyOptions) => {
      const { verify } = await import("../commands/receipts.ts");
      await finish(verify(receipt, options, output));
    });
}
