import { listedProgram } from "@penstock/cli/program";
import type { TextFile } from "./tracked-files.ts";

/** A command line of Penstock that a page shows. */
export type ShownCommand = { readonly path: string; readonly words: readonly string[] };

const PROGRAM = listedProgram();

/** Every `penstock …` in blocks of code and between back-ticks, without comments and what follows a pipe. */
export function shownCommands({ path, text }: TextFile): readonly ShownCommand[] {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
  const spans = [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/`([^`]+)`/g)];
  const lines = [
    ...blocks.flatMap((block) => block.replaceAll("\\\n", " ").split("\n")),
    ...spans.map((match) => (match[1] ?? "").replaceAll("\n", " ")),
  ];
  return lines.flatMap((line) => {
    const [, command] =
      /^(?:.*(?:&&|\bexec api)\s)?(?:\$ )?(?:npx )?penstock ([a-z].*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ path, words: wordsOf(command) }];
  });
}

/** As a shell splits it, up to a comment, a pipe or another command. */
function wordsOf(line: string): readonly string[] {
  const pieces = line.match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? [];
  const end = pieces.findIndex((piece) => /^(#|\||>|&&|;|·)/.test(piece));
  return (end === -1 ? pieces : pieces.slice(0, end)).map((piece) =>
    piece.replace(/^['"]|['"]$/g, ""),
  );
}

/** What of a shown command the program does not know. */
export function unknownPart({ path, words }: ShownCommand): readonly string[] {
  let command = PROGRAM;
  let rest = words;
  while (command.commands.length > 0) {
    const next = command.commands.find((each) => each.name() === rest[0]);
    if (next === undefined) {
      return rest.length === 0 && words.length > 0 ? [] : [`${path}: penstock ${words.join(" ")}`];
    }
    command = next;
    rest = rest.slice(1);
  }
  const known = [...command.options.flatMap(({ long, short }) => [long, short]), "--help"];
  const unknown = rest
    .filter((word) => /^-{1,2}[a-z]/.test(word))
    .map((word) => word.replace(/=.*/, ""))
    .filter((option) => !known.includes(option));
  return [...unknown, ...wrongChoices(command, rest)].map(
    (option) => `${path}: penstock ${words.join(" ")} has ${option}`,
  );
}

/** Options whose value is none of those that there are. A placeholder in capitals stands for one of them. */
function wrongChoices({ options }: typeof PROGRAM, words: readonly string[]): readonly string[] {
  return options.flatMap(({ long, short, argChoices = [] }) => {
    const at = words.findIndex((word) => word === long || word === short);
    const value = at === -1 ? undefined : words[at + 1];
    const isFree = value === undefined || argChoices.length === 0 || /^[A-Z…]+$/.test(value);
    const isRight = isFree || value.split("|").every((choice) => argChoices.includes(choice));
    return isRight ? [] : [`${long} ${value}`];
  });
}
