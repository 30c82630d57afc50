import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { CopyOptions } from "./commands/copy.ts";
import type { DemoOptions } from "./commands/demo.ts";
import type { UpOptions } from "./commands/up.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Output } from "./progress/display.ts";

const OUTPUT: Output = {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
};

/**
 * Reads the command line, runs the command and sets the exit code. What a command needs is loaded
 * when it runs, so that `--help` answers at once.
 */
export async function runCommand(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", endQuietly);
  try {
    await programOf().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    const { reportFailure } = await import("./report-failure.ts");
    process.exitCode = reportFailure(error, OUTPUT.stderr);
  }
}

/** `penstock ls | head` closes our output before we are done: that is no failure. */
function endQuietly(error: Error): void {
  if (!("code" in error && error.code === "EPIPE")) {
    throw error;
  }
  process.exit(EXIT.ok);
}

function programOf(): Command {
  const program = new Command("penstock")
    .description("Moves large objects into object stores, part by part.")
    .version("0.1.0")
    .exitOverride()
    .showHelpAfterError("(penstock --help lists the commands and options)")
    .addHelpText("after", AFTER_HELP)
    .hook("preAction", (_program, command) => warnOfMisspelt(command.name()));
  addStartCommands(program);
  addJobCommands(program);
  return program;
}

/** Roles do it themselves, in their log. */
async function warnOfMisspelt(command: string): Promise<void> {
  if (command === "serve") {
    return;
  }
  const { unknownSettings } = await import("@penstock/process");
  for (const warning of unknownSettings(OUTPUT.environment)) {
    OUTPUT.stderr.write(`penstock: ${warning}\n`);
  }
}

const AFTER_HELP = `
Begin with:
  penstock demo                     see it work, crash included; leaves nothing behind
  penstock up                       run everything here
  penstock cp ./FILE local:folder/  copy a file into the local store

Exit codes: 0 done, 1 some objects failed, 2 usage, 3 connection, 4 not found, 5 cancelled,
7 no server, 8 conflict, 130 interrupted (the job goes on).`;

function addStartCommands(program: Command): void {
  program
    .command("serve")
    .description("run one role in this process")
    .addOption(
      new Option("--role <role>", "which one")
        .choices(["api", "worker", "coordinator"])
        .makeOptionMandatory(),
    )
    .action(async ({ role }: { role: "api" | "worker" | "coordinator" }) => {
      const { serve } = await import("./commands/serve.ts");
      await finish(serve(role));
    });
  program
    .command("up")
    .description("run everything here: Redis, a store, the API, a coordinator and workers")
    .option("--data <folder>", "keeps jobs, objects and logs", ".penstock")
    .option("--workers <n>", "how many workers", wholeNumber, 2)
    .option(
      "--port <port>",
      "where the API listens (default: PENSTOCK_LISTEN or 8080)",
      wholeNumber,
    )
    .action(async (options: UpOptions) => {
      const { up } = await import("./commands/up.ts");
      await finish(up(options, OUTPUT));
    });
  program
    .command("demo")
    .description("move a file through a cluster of its own, kill a worker, compare every byte")
    .option("--size <size>", "of the sample file", "1GiB")
    .option("--file <path>", "take this file instead")
    .option("--url <url>", "take this URL instead")
    .option("--workers <n>", "how many workers, one of which is killed", wholeNumber, 3)
    .option("--json", "print the outcome as one JSON line")
    .action(async (options: DemoOptions) => {
      const { demo } = await import("./commands/demo.ts");
      await finish(demo(options, OUTPUT));
    });
}

function addJobCommands(program: Command): void {
  program
    .command("cp")
    .description("copy one object and show its progress")
    .argument("<source>", "./file, https://…, or connection:key")
    .argument("<destination>", "connection:key; connection:folder/ keeps the name")
    .option("--part-size <size>", "whole MiB, such as 64MiB (default: chosen by size)")
    .addOption(
      new Option("--overwrite <when>", "what to do with an object that is there")
        .choices(["always", "never"])
        .default("always"),
    )
    .option("--name <name>", "of the job")
    .option("--label <name=value...>", "labels of the job", label, {})
    .option("--detach", "print the job's id and leave it running")
    .option("--json", "one JSON object per line on stdout")
    .action(async (source: string, destination: string, options: CopyOptions) => {
      const { copy } = await import("./commands/copy.ts");
      await finish(copy({ source, destination }, options, OUTPUT));
    });
  program
    .command("watch")
    .description("show the progress of a job until it ends")
    .argument("[job]", "its id or the beginning of it (default: the newest unfinished job)")
    .option("--json", "one JSON object per line")
    .action(async (job: string | undefined, options: { json?: true }) => {
      const { watch } = await import("./commands/jobs.ts");
      await finish(watch(job, options, OUTPUT));
    });
  program
    .command("show")
    .description("tell all that is known about a job")
    .argument("<job>", "its id or the beginning of it")
    .option("--json", "as one JSON object")
    .action(async (job: string, options: { json?: true }) => {
      const { show } = await import("./commands/jobs.ts");
      await finish(show(job, options, OUTPUT));
    });
  program
    .command("ls")
    .description("list jobs, newest first")
    .option("--limit <n>", "how many", wholeNumber, 20)
    .option("--json", "one JSON object per line")
    .action(async (options: { json?: true; limit: number }) => {
      const { list } = await import("./commands/jobs.ts");
      await finish(list(options, OUTPUT));
    });
  program
    .command("cancel")
    .description("cancel jobs; what is under way is aborted at the store")
    .argument("<job...>", "ids or their beginnings")
    .option("--json", "one JSON object per line")
    .action(async (jobs: string[], options: { json?: true }) => {
      const { cancel } = await import("./commands/jobs.ts");
      await finish(cancel(jobs, options, OUTPUT));
    });
}

async function finish(command: Promise<ExitCode>): Promise<void> {
  process.exitCode = await command;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError("Write a whole number above 0.");
  }
  return Number(text);
}

function label(text: string, sofar: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("Write it as name=value.");
  }
  return { ...sofar, [name]: value };
}
