import { type Command, Option } from "commander";
import { repeated, wholeNumber } from "../command-options.ts";
import type { DemoOptions } from "../commands/demo.ts";
import type { UpOptions } from "../commands/up.ts";
import type { Output } from "../progress/display.ts";
import { SERVED_ROLES, type ServedRole } from "../served-roles.ts";
import type { Finish } from "./finish.ts";

/** What starts processes: `serve`, `up` and `demo`. */
export function addStartCommands(program: Command, output: Output, finish: Finish): void {
  program
    .command("serve")
    .description("run one role in this process")
    .addOption(
      new Option("--role <role>", "the role").choices([...SERVED_ROLES]).makeOptionMandatory(),
    )
    .action(async ({ role }: { role: ServedRole }) => {
      const { serve } = await import("../commands/serve.ts");
      await finish(serve(role));
    });
  program
    .command("up")
    .description(
      "run everything on this machine: Redis, a store, the API, a coordinator and workers",
    )
    .option("--data <folder>", "folder for jobs, objects and logs", ".penstock")
    .option("--workers <n>", "number of workers", wholeNumber, 2)
    .option(
      "--source <folder>",
      "a further folder whose files jobs may copy; may be repeated (default: only the current folder)",
      repeated,
    )
    .option("--port <port>", "port of the API (default: PENSTOCK_LISTEN or 8080)", wholeNumber)
    .action(async (options: UpOptions) => {
      const { up } = await import("../commands/up.ts");
      await finish(up(options, output));
    });
  program
    .command("demo")
    .description("start a cluster, copy a file with it, kill a worker, compare every byte")
    .option("--size <size>", "size of the sample file", "1GiB")
    .option("--file <path>", "copy this file instead")
    .option("--url <url>", "copy from this URL instead")
    .option("--workers <n>", "number of workers, one of which is killed", wholeNumber, 3)
    .option("--json", "print the result as one JSON line")
    .action(async (options: DemoOptions) => {
      const { demo } = await import("../commands/demo.ts");
      await finish(demo(options, output));
    });
}
