import { VERSION } from "@penstock/process/version";
import { Argument, Command, CommanderError } from "commander";
import { addApiOptions, takeApiOptions } from "./api-options.ts";
import { asTyped } from "./as-typed.ts";
import { completionOf, SHELLS, type Shell } from "./completion.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { addCommands } from "./programs/index.ts";
import type { Output } from "./progress/display.ts";

const program = new Command("penstock");
/** A hint may name each of its commands. */
const reader = {
  environment: process.env,
  commands: () => program.commands.map((command) => command.name()),
};
/** With what the command line sets instead. */
const environment = { ...process.env };
const OUTPUT: Output = {
  stdout: asTyped(process.stdout, reader),
  stderr: asTyped(process.stderr, reader),
  environment,
};

/**
 * Reads the command line, runs the command and sets the exit code. What a command needs is loaded
 * when it runs, so that `--help` answers at once.
 */
export async function runCommand(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", endQuietly);
  try {
    await completeProgram().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    const { reportFailure } = await import("./report-failure.ts");
    process.exitCode = reportFailure(error, OUTPUT.stderr);
  }
}

/** `penstock ls | head` closes our output before the last line: that is no failure. */
function endQuietly(error: Error): void {
  if (!("code" in error && error.code === "EPIPE")) {
    throw error;
  }
  process.exit(EXIT.ok);
}

function completeProgram(): Command {
  program
    .description("Moves large objects into object stores, part by part.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => OUTPUT.stdout.write(text),
      writeErr: (text) => OUTPUT.stderr.write(text),
    })
    .showHelpAfterError("(penstock --help lists the commands and options)")
    .addHelpText("after", AFTER_HELP)
    .hook("preAction", (_program, command) => {
      takeApiOptions(command, environment);
      return warnOfMisspelt(command.name());
    });
  addCommands(program, OUTPUT, finish);
  program
    .command("version")
    .description("print the version of Penstock and of its Node")
    .action(() => {
      OUTPUT.stdout.write(`penstock ${VERSION}, Node ${process.versions.node}\n`);
    });
  program
    .command("completion")
    .description("print a script by which a shell completes commands and options")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .action((shell: Shell) => {
      OUTPUT.stdout.write(completionOf(program, shell));
    });
  addApiOptions(program);
  return program;
}

/** Roles do it themselves, in their log. */
async function warnOfMisspelt(command: string): Promise<void> {
  if (command === "serve") {
    return;
  }
  const [{ unknownSettings }, { plainText }] = await Promise.all([
    import("@penstock/process"),
    import("./progress/progress-text.ts"),
  ]);
  for (const warning of unknownSettings(OUTPUT.environment)) {
    OUTPUT.stderr.write(`penstock: ${plainText(warning)}\n`);
  }
}

const AFTER_HELP = `
Start with:
  penstock demo                     see it work, with a killed worker; removes its files afterwards
  penstock up                       run everything on this machine
  penstock cp ./FILE local:folder/  copy a file into the local store

Exit codes: 0 done, 1 some objects or checks failed or differ, 2 usage, 3 connection, 4 not found, 5 cancelled,
6 not everything was checked, 7 no server, 8 conflict, 130 interrupted (the job continues).`;

async function finish(command: Promise<ExitCode>): Promise<void> {
  process.exitCode = await command;
}
