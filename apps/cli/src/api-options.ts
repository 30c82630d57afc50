// What every command that asks the API takes.

import { type Command, Option } from "commander";

/** These, with all that is below them, ask no API, or one of their own. */
const WITHOUT_API = ["serve", "up", "demo", "verify", "version", "config", "completion"];

/** What the command line says in place of a variable, or of the file that another one names. */
const API_OPTIONS = [
  {
    option: new Option("--tenant <name>", "for this tenant (default: PENSTOCK_TENANT or default)"),
    variable: "PENSTOCK_TENANT",
  },
  {
    option: new Option(
      "--key <key>",
      "key of the API (default: PENSTOCK_KEY, which hides it better)",
    ),
    variable: "PENSTOCK_KEY",
  },
] as const;

/** Every command that asks the API asks for a tenant, and may show a key, unless it uses the word otherwise. */
export function addApiOptions(command: Command): void {
  if (WITHOUT_API.includes(command.name())) {
    return;
  }
  if (command.commands.length === 0) {
    for (const { option } of API_OPTIONS) {
      if (!command.options.some(({ long }) => long === option.long)) {
        command.addOption(option);
      }
    }
  }
  for (const each of command.commands) {
    addApiOptions(each);
  }
}

/** Takes them out of what the command is given, which is not to send them to the API as something else. */
export function takeApiOptions(command: Command, environment: NodeJS.ProcessEnv): void {
  const options = command.opts();
  for (const { option, variable } of API_OPTIONS) {
    const name = option.attributeName();
    const text: unknown = options[name];
    if (command.options.includes(option) && typeof text === "string") {
      environment[variable] = text;
      delete environment[`${variable}_FILE`];
      delete options[name];
    }
  }
}
