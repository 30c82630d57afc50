// The commands as a page shows them.

import type { Argument, Command, Option } from "commander";
import { asksApi, SHARED_OPTIONS } from "./api-options.ts";
import { completeProgram } from "./complete-program.ts";

export { EXIT_MEANINGS } from "./exit-codes.ts";

type Words = { readonly flags: string; readonly text: string };

export type ShownCommand = {
  /** `schedule add`. */
  readonly path: string;
  readonly usage: string;
  readonly description: string;
  readonly words: readonly Words[];
  /** Without those that all have that ask the API. */
  readonly options: readonly Words[];
};

/** Each command that does something, in the order of `--help`. */
export function shownCommands(): readonly ShownCommand[] {
  return listedProgram().commands.flatMap((command) => below(command, command.name()));
}

/** For what reads the commands, and runs none. */
export function listedProgram(): Command {
  const nowhere = { write: () => true };
  return completeProgram({ stdout: nowhere, stderr: nowhere, environment: {} }, () => {});
}

export function shownOptions(): readonly Words[] {
  return SHARED_OPTIONS.map(optionWords);
}

function below(command: Command, path: string): readonly ShownCommand[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap((each) => below(each, `${path} ${each.name()}`));
  }
  const shared = asksApi(command) ? SHARED_OPTIONS : [];
  return [
    {
      ...{ path, usage: command.usage(), description: command.description() },
      words: command.registeredArguments.map(argumentWords),
      options: command.options.filter((option) => !shared.includes(option)).map(optionWords),
    },
  ];
}

function argumentWords(argument: Argument): Words {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  const flags = argument.required ? `<${name}>` : `[${name}]`;
  return { flags, text: withChoices(argument.description, argument.argChoices) };
}

function optionWords({ flags, description, argChoices, defaultValue }: Option): Words {
  const isKnown = argChoices?.every((choice) => description.includes(choice));
  const text = withChoices(description, isKnown ? undefined : argChoices);
  const isShown = defaultValue !== undefined && typeof defaultValue !== "boolean";
  return { flags, text: isShown ? `${text} (default: ${defaultValue})` : text };
}

function withChoices(text: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? text : `${text}: ${choices.join(", ")}`;
}
