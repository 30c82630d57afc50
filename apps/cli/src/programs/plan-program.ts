import type { Command } from "commander";
import { addCopyOptions } from "../command-options.ts";
import type { PlanOptions } from "../commands/plan.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

type JsonOption = { json?: true };

/** What a job would do, and whether it does it now. */
export function addPlanCommands(program: Command, output: Output, finish: Finish): void {
  addCopyOptions(program.command("plan"))
    .description("count what cp -r or cp --manifest would do, and move nothing")
    .argument("<source>", "as for cp -r")
    .argument("<destination>", "as for cp -r")
    .option("--json", "as one JSON object")
    .action(async (source: string, destination: string, options: PlanOptions) => {
      const { plan } = await import("../commands/plan.ts");
      await finish(plan({ source, destination }, options, output));
    });
  program
    .command("pause")
    .description("begin nothing more of jobs; what is under way is moved to its end")
    .argument("<job...>", "ids of jobs, or their first characters")
    .option("--no-drain", "stop what is under way as well; parts are sent again after resume")
    .option("--json", "one JSON object per line")
    .action(async (jobs: string[], options: JsonOption & { drain: boolean }) => {
      const { askJobs } = await import("../commands/jobs.ts");
      await finish(
        askJobs(options.drain ? "pause" : "pause without drain", jobs, { options, output }),
      );
    });
  program
    .command("resume")
    .description("continue jobs that were paused")
    .argument("<job...>", "ids of jobs, or their first characters")
    .option("--json", "one JSON object per line")
    .action(async (jobs: string[], options: JsonOption) => {
      const { askJobs } = await import("../commands/jobs.ts");
      await finish(askJobs("resume", jobs, { options, output }));
    });
  program
    .command("renew")
    .description("give a job a new signed URL of its source; what is stored already stays")
    .argument("<job>", "the id of the job, or its first characters")
    .argument("<url>", "of the same object: only its query may differ")
    .option("--json", "as one JSON object")
    .action(async (job: string, url: string, options: JsonOption) => {
      const { renew } = await import("../commands/renew.ts");
      await finish(renew({ job, url }, options, output));
    });
}
