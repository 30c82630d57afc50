// docs/cli.md, from the commands of the program.

import {
  EXIT_MEANINGS,
  type ShownCommand,
  shownCommands,
  shownOptions,
} from "@penstock/cli/program";

/** What a reader can do with the command line: every command, option and exit code. */
export function cliPage(): string {
  const commands = shownCommands();
  return [
    "# The command line",
    "",
    "Every command of `penstock`, its options, and the exit codes that scripts go by. Written from the program itself by",
    "`npm run docs:cli`; a test compares both.",
    "",
    "Results go to stdout, progress and messages to stderr. Ids may be shortened to their first characters. A list fits the",
    "terminal: what does not is left out or cut, and `-o wide` shows it; a pipe or a file gets whole lines. An option counts",
    "more than the environment, and that more than a default ([settings.md](settings.md)); `penstock config print` shows which.",
    "",
    "## Commands",
    "",
    ...tableOf(
      ["command", "what it does"],
      commands.map(({ path, description }) => [`[\`${path}\`](#${anchorOf(path)})`, description]),
    ),
    "",
    "## Options of every command that asks the API",
    "",
    ...tableOf(
      ["option", "what it does"],
      shownOptions().map(({ flags, text }) => [`\`${flags}\``, text]),
    ),
    "",
    "`--no-color` stands before the command; the variable `NO_COLOR` does the same for every program.",
    "",
    ...commands.flatMap(commandLines),
    "## Exit codes",
    "",
    ...tableOf(
      ["code", "meaning"],
      EXIT_MEANINGS.map(([code, , sentence]) => [String(code), sentence]),
    ),
    "",
  ].join("\n");
}

function commandLines({
  path,
  usage,
  description,
  words,
  options,
}: ShownCommand): readonly string[] {
  return [
    `### ${path}`,
    "",
    `${sentence(description)}`,
    "",
    "```",
    `penstock ${path} ${usage}`.trimEnd(),
    "```",
    "",
    ...(words.length + options.length === 0
      ? []
      : [
          ...tableOf(
            ["", ""],
            [...words, ...options].map(({ flags, text }) => [`\`${flags}\``, text]),
          ),
          "",
        ]),
  ];
}

function tableOf(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heading), `|${heading.map(() => "---|").join("")}`, ...rows.map(line)];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function anchorOf(path: string): string {
  return path.replaceAll(" ", "-");
}
