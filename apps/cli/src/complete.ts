// What may follow an unfinished command line, from the commands themselves.

import type { Argument, Command, Option } from "commander";

/** Words, or a command of this program that lists them, one per line. */
export type Candidates = {
  readonly words: readonly string[];
  readonly listedBy?: readonly string[];
  /** After each listed one: an address begins with a name and a colon. */
  readonly suffix?: string;
};

const JOBS = { words: [], listedBy: ["ls", "-q", "--limit", "100"] };
const CONNECTIONS = { words: [], listedBy: ["conn", "ls", "-q"] };
const PLACES = { ...CONNECTIONS, suffix: ":" };

/** What a value names, by the name of its option or argument. */
const NAMED: Readonly<Record<string, Candidates>> = {
  job: JOBS,
  connection: CONNECTIONS,
  tenant: { words: [], listedBy: ["tenant", "ls", "-q"] },
  source: PLACES,
  destination: PLACES,
  manifest: PLACES,
};
/** What they name is new. */
const MAKING = ["add", "create"];
/** The stores are asked for them, which may take a minute. */
const SLOW = ["uploads"];

/**
 * Nothing where the program cannot know, such as names of files, which the shell completes. Pure.
 *
 * @param line the words after `penstock`, the last one unfinished or empty
 */
export function candidatesFor(program: Command, line: readonly string[]): Candidates {
  const words = joined(line);
  const current = words.at(-1) ?? "";
  const nothing = { command: program, open: undefined, given: 0 };
  const { command, open, given } = words.slice(0, -1).reduce<SoFar>(following, nothing);
  if (open !== undefined) {
    return valuesOfOption(open);
  }
  const argument = argumentAt(command, given);
  if (argument !== undefined && !current.startsWith("-")) {
    return valuesOfArgument(command, argument);
  }
  const names = given === 0 ? command.commands.map((each) => each.name()) : [];
  const options = command.options.flatMap(({ long }) => (long ? [long] : []));
  return { words: [...names, ...options, "--help"] };
}

/** Bash takes a colon for a word of its own. */
function joined(line: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (const [index, word] of line.entries()) {
    const last = words.at(-1);
    if (last !== undefined && (word === ":" || line[index - 1] === ":")) {
      words[words.length - 1] = last + word;
    } else {
      words.push(word);
    }
  }
  return words;
}

type SoFar = {
  readonly command: Command;
  /** An option whose value is the next word. */
  readonly open: Option | undefined;
  /** How many arguments the command has. */
  readonly given: number;
};

function following(before: SoFar, word: string): SoFar {
  const { command, open, given } = before;
  if (open !== undefined) {
    return { ...before, open: undefined };
  }
  if (word.startsWith("-")) {
    const option = command.options.find(({ long, short }) => word === long || word === short);
    return { ...before, open: option?.required ? option : undefined };
  }
  const below = given === 0 && command.commands.find((each) => each.name() === word);
  return below ? { ...before, command: below } : { ...before, given: given + 1 };
}

function argumentAt({ registeredArguments }: Command, place: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[place] ?? (last?.variadic ? last : undefined);
}

function valuesOfOption(option: Option): Candidates {
  return option.argChoices === undefined
    ? (NAMED[option.attributeName()] ?? { words: [] })
    : { words: option.argChoices };
}

function valuesOfArgument(command: Command, argument: Argument): Candidates {
  const { parent } = command;
  const known = argument.argChoices === undefined ? NAMED[argument.name()] : undefined;
  const isFirst = command.registeredArguments[0] === argument;
  const hasList =
    parent !== null &&
    parent.parent !== null &&
    parent.commands.some((each) => each.name() === "ls") &&
    !SLOW.includes(parent.name());
  if (known === undefined && isFirst && hasList && !MAKING.includes(command.name())) {
    return { words: [], listedBy: [parent.name(), "ls", "-q"] };
  }
  return known ?? { words: argument.argChoices ?? [] };
}
