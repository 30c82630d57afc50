import { type Command, Option } from "commander";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import { SERVED_ROLES } from "../served-roles.ts";
import type { Finish } from "./finish.ts";

type JsonOption = { json?: true };
type RoleOption = { role?: (typeof ROLES)[number] };

/** The command line has settings as well. */
const ROLES = [...SERVED_ROLES, "cli"] as const;

/** `penstock doctor`, `penstock top` and `penstock config …`: what an operator looks at. */
export function addOperatorCommands(program: Command, output: Output, finish: Finish): void {
  program
    .command("doctor")
    .description(
      "say what is wrong with the deployment: API, processes, workers, connections, clock",
    )
    .option("--json", "as one JSON object")
    .action(async (options: JsonOption) => {
      const { doctor } = await import("../commands/doctor.ts");
      await finish(doctor(options, output));
    });
  program
    .command("top")
    .description("show what moves now, how fast, by which workers, and what is wrong; q ends it")
    .option("--json", "once, as one JSON object")
    .action(async (options: JsonOption) => {
      const { top } = await import("../commands/top.ts");
      await finish(top(options, output));
    });
  const config = program
    .command("config")
    .description("check the settings of this environment and the file of connections");
  const role = () => new Option("--role <role>", "only what this role reads").choices(ROLES);
  config
    .command("check")
    .description("say everything that is wrong with them; nothing is started")
    .addOption(role())
    .option("--json", "as one JSON object")
    .action(async (options: RoleOption & JsonOption) => {
      const { checkConfig } = await import("../commands/config.ts");
      await finish(checkConfig(options, output));
    });
  addListOptions(config.command("print"))
    .description("print each setting, its value and where that is from; secrets are not shown")
    .addOption(role())
    .action(async (options: RoleOption & ListOptions) => {
      const { printConfig } = await import("../commands/config.ts");
      await finish(printConfig(options, output));
    });
}
