// What every command that asks the API takes, and every command that shows something.

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

const CURL = new Option(
  "--curl",
  "print the request as a curl command that reads the key from PENSTOCK_KEY, and do not send it",
);
/** Lists have an option of this name with more forms. */
const OUTPUT = new Option("-o, --output <form>", "text, or json: the same as --json").choices([
  ...["text", "json"],
]);

/** Those that a page about commands does not repeat for each of them. */
export const SHARED_OPTIONS: readonly Option[] = [...API_OPTIONS.map(({ option }) => option), CURL];

export function asksApi(command: Command): boolean {
  return command.options.includes(CURL);
}

/** Every command that asks the API asks for a tenant, and may show a key, unless it uses the word otherwise. */
export function addApiOptions(command: Command): void {
  addOutput(command);
  if (!WITHOUT_API.includes(command.name())) {
    if (command.commands.length === 0) {
      for (const option of SHARED_OPTIONS) {
        if (!command.options.some(({ long }) => long === option.long)) {
          command.addOption(option);
        }
      }
    }
    for (const each of command.commands) {
      addApiOptions(each);
    }
  }
}

function addOutput(command: Command): void {
  for (const each of [command, ...command.commands]) {
    const names = each.options.map(({ long }) => long);
    if (names.includes("--json") && !names.includes("--output")) {
      each.addOption(OUTPUT);
    }
  }
}

/**
 * Takes them out of what the command is given, which is not to send them to the API as something else.
 *
 * @returns whether requests are printed only
 */
export function takeApiOptions(command: Command, environment: NodeJS.ProcessEnv): boolean {
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
  if (command.options.includes(OUTPUT) && options["output"] !== undefined) {
    if (options["output"] === "json") {
      options["json"] = true;
    }
    delete options["output"];
  }
  const isCurl = options["curl"] === true;
  delete options["curl"];
  return isCurl;
}
