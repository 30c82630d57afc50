import { VERSION } from "@penstock/process/version";
import { Argument, Command } from "commander";
import { addApiOptions, takeApiOptions } from "./api-options.ts";
import { candidatesFor } from "./complete.ts";
import { completionScript, SHELLS, type Shell } from "./completion.ts";
import { EXIT_MEANINGS, type ExitCode } from "./exit-codes.ts";
import { addCommands } from "./programs/index.ts";
import type { Output } from "./progress/display.ts";
import { FALLBACK_COLUMNS, widthOf } from "./progress/fitted-lines.ts";
import { wrap } from "./progress/wrap.ts";

type JsonOption = { readonly json?: true };

/**
 * Every command with its arguments and options. What a command needs is loaded when it runs, so that `--help` answers
 * at once.
 *
 * @param streams with an environment that is changed by what the command line sets instead
 */
export function completeProgram(
  {
    environment,
    ...streams
  }: Pick<Output, "stdout" | "stderr"> & { readonly environment: NodeJS.ProcessEnv },
  finish: (exitCode: ExitCode) => void,
): Command {
  const program = new Command("penstock");
  let isCurl = false;
  const output: Output = {
    ...{ ...streams, environment },
    get isCurl() {
      return isCurl;
    },
  };
  program
    .description("Moves large objects into object stores, part by part.")
    .version(VERSION)
    .option("--no-color", "no colours, as with NO_COLOR")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.stdout.write(text),
      writeErr: (text) => output.stderr.write(text),
      getOutHelpWidth: () => widthOf(output.stdout) ?? FALLBACK_COLUMNS,
      getErrHelpWidth: () => widthOf(output.stderr) ?? FALLBACK_COLUMNS,
    })
    // Descriptions are cut between words also where little room is left for them.
    .configureHelp({ minWidthToWrap: 16, subcommandTerm: termOf })
    .showHelpAfterError("(penstock --help lists the commands and options)")
    .addHelpText("after", () => afterHelp(widthOf(output.stdout) ?? FALLBACK_COLUMNS))
    .hook("preAction", (_program, command) => {
      if (program.opts()["color"] === false) {
        environment["NO_COLOR"] = "1";
      }
      isCurl = takeApiOptions(command, environment);
      return warnOfMisspelt(command.name(), output);
    });
  addCommands(program, output, async (command) => finish(await command));
  addOwnCommands(program, output);
  addApiOptions(program);
  return program;
}

/** What is about the command line itself. */
function addOwnCommands(program: Command, output: Output): void {
  program
    .command("version")
    .description("print the version of Penstock and of its Node")
    .option("--json", "as one JSON object")
    .action(({ json }: JsonOption) => {
      const node = process.versions.node;
      const text = json
        ? JSON.stringify({ penstock: VERSION, node })
        : `penstock ${VERSION}, Node ${node}`;
      output.stdout.write(`${text}\n`);
    });
  program
    .command("completion")
    .description("print a script by which a shell completes commands, options and values")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .argument("[word...]", "what is typed so far: print what may follow, as the script asks")
    .action(async (shell: Shell, words: readonly string[]) => {
      const lines = await (words.length === 0
        ? [completionScript(shell)]
        : completed(program, words, output));
      output.stdout.write(lines.map((line) => `${line}\n`).join(""));
    });
}

/** What may follow; nothing where it cannot be known, for a shell has no place for a message. */
async function completed(
  program: Command,
  line: readonly string[],
  { environment }: Pick<Output, "environment">,
): Promise<readonly string[]> {
  const { words, listedBy, suffix = "" } = candidatesFor(program, line);
  const names = listedBy === undefined ? [] : await listed(listedBy, environment);
  const current = line.at(-1) ?? "";
  const all = [...words, ...names.map((name) => name + suffix)];
  return all.filter((word) => word.startsWith(current));
}

/** What a command of this program prints. */
async function listed(
  words: readonly string[],
  environment: Output["environment"],
): Promise<readonly string[]> {
  let text = "";
  const stdout = {
    write: (more: string) => {
      text += more;
    },
  };
  const streams = { stdout, stderr: { write: () => {} }, environment: { ...environment } };
  const asking = completeProgram(streams, () => {});
  await asking.parseAsync([...words], { from: "user" }).catch(() => asking);
  return text.split("\n").filter(Boolean);
}

/** Roles do it themselves, in their log. */
async function warnOfMisspelt(command: string, { environment, stderr }: Output): Promise<void> {
  if (command === "serve") {
    return;
  }
  const [{ unknownSettings }, { plainText }] = await Promise.all([
    import("@penstock/process"),
    import("./progress/progress-text.ts"),
  ]);
  for (const warning of unknownSettings(environment)) {
    stderr.write(`penstock: ${plainText(warning)}\n`);
  }
}

/** Without `[options]`, which nearly all have. */
function termOf(command: Command): string {
  return [
    command.name(),
    ...command
      .usage()
      .split(" ")
      .filter((word) => !OPTIONAL.includes(word)),
  ].join(" ");
}

const OPTIONAL = ["[options]", "[command]"];

function afterHelp(columns: number): string {
  const codes = EXIT_MEANINGS.map(([code, word]) => `${code} ${word}`).join(", ");
  return `
Start with:
  penstock demo                see it work
  penstock up                  run everything here
  penstock cp ./FILE local:b/  copy a file into its store

${wrap(`Exit codes: ${codes}.`, columns).join("\n")}`;
}
