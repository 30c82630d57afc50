import { JOB_HEALTHS, JOB_STATES } from "@penstock/core";
import { Argument, Command, CommanderError, Option } from "commander";
import { addApiOptions, takeApiOptions } from "./api-options.ts";
import { asTyped } from "./as-typed.ts";
import { addCheckCommand } from "./check-command.ts";
import { addCopyOptions, pair, repeated, weight, wholeNumber } from "./command-options.ts";
import type { CopyOptions } from "./commands/copy.ts";
import type { DemoOptions } from "./commands/demo.ts";
import type { ListOptions, SetOptions } from "./commands/jobs.ts";
import type { VerifyOptions } from "./commands/receipts.ts";
import { SERVED_ROLES, type ServedRole, serve } from "./commands/serve.ts";
import type { UpOptions } from "./commands/up.ts";
import { completionOf, SHELLS, type Shell } from "./completion.ts";
import { addEventCommand } from "./event-program.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { addExplainCommand } from "./explain-program.ts";
import { addKeyCommands } from "./key-program.ts";
import { addLimitCommands } from "./limit-program.ts";
import { addOperatorCommands } from "./operator-program.ts";
import { addPlanCommands } from "./plan-program.ts";
import type { Output } from "./progress/display.ts";
import { addReportCommand } from "./report-command.ts";
import { addRetryCommands } from "./retry-commands.ts";
import { addScheduleCommands } from "./schedule-program.ts";
import { addTenantCommands } from "./tenant-program.ts";
import { addWebhookCommands } from "./webhook-program.ts";

/** Every command that a hint may name. */
const COMMANDS = [
  ...["cancel", "check", "conn", "cp", "demo", "errors", "events", "explain", "key", "login", "ls"],
  "pause",
  ...[
    "plan",
    "receipts",
    "renew",
    "report",
    "resume",
    "retry",
    "schedule",
    "serve",
    "set",
    "show",
    "tenant",
  ],
  "up",
  ...["uploads", "verify", "version", "watch"],
  "webhook",
];
const reader = { environment: process.env, commands: COMMANDS };
/** With what the command line sets instead. */
const environment = { ...process.env };
const OUTPUT: Output = {
  stdout: asTyped(process.stdout, reader),
  stderr: asTyped(process.stderr, reader),
  environment,
};
const VERSION = "0.1.0";

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

/** `penstock ls | head` closes our output before the last line: that is no failure. */
function endQuietly(error: Error): void {
  if (!("code" in error && error.code === "EPIPE")) {
    throw error;
  }
  process.exit(EXIT.ok);
}

function programOf(): Command {
  const program = new Command("penstock")
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
  addStartCommands(program);
  addCopyCommand(program);
  addCheckCommand(program, OUTPUT, finish);
  addPlanCommands(program, OUTPUT, finish);
  addJobCommands(program);
  addEventCommand(program, OUTPUT, finish);
  addExplainCommand(program, OUTPUT, finish);
  addReportCommand(program, OUTPUT, finish);
  addRetryCommands(program, { output: OUTPUT, finish, repeated });
  addReceiptCommands(program);
  addConnectionCommands(program);
  addUploadCommands(program);
  addScheduleCommands(program, OUTPUT, finish);
  addLimitCommands(program, OUTPUT, finish);
  addWebhookCommands(program, OUTPUT, finish);
  addTenantCommands(program, OUTPUT, finish);
  addKeyCommands(program, OUTPUT, finish);
  addOperatorCommands(program, OUTPUT, finish);
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

function addStartCommands(program: Command): void {
  program
    .command("serve")
    .description("run one role in this process")
    .addOption(
      new Option("--role <role>", "the role").choices([...SERVED_ROLES]).makeOptionMandatory(),
    )
    .action(async ({ role }: { role: ServedRole }) => {
      await finish(serve(role));
    });
  program
    .command("up")
    .description(
      "run everything on this machine: Redis, a store, the API, a coordinator and workers",
    )
    .option("--data <folder>", "folder for jobs, objects and logs", ".penstock")
    .option("--workers <n>", "number of workers", wholeNumber, 2)
    .option(
      "--source <folder>",
      "a further folder whose files jobs may copy; may be repeated (default: only the current folder)",
      repeated,
    )
    .option("--port <port>", "port of the API (default: PENSTOCK_LISTEN or 8080)", wholeNumber)
    .action(async (options: UpOptions) => {
      const { up } = await import("./commands/up.ts");
      await finish(up(options, OUTPUT));
    });
  program
    .command("demo")
    .description("start a cluster, copy a file with it, kill a worker, compare every byte")
    .option("--size <size>", "size of the sample file", "1GiB")
    .option("--file <path>", "copy this file instead")
    .option("--url <url>", "copy from this URL instead")
    .option("--workers <n>", "number of workers, one of which is killed", wholeNumber, 3)
    .option("--json", "print the result as one JSON line")
    .action(async (options: DemoOptions) => {
      const { demo } = await import("./commands/demo.ts");
      await finish(demo(options, OUTPUT));
    });
}

function addCopyCommand(program: Command): void {
  addCopyOptions(program.command("cp"))
    .description("copy an object, or with -r a folder or prefix, and show the progress")
    .argument(
      "<source>",
      "./file, https://…, or connection:key; with -r ./folder or connection:prefix/",
    )
    .argument("<destination>", "connection:key; connection:folder/ keeps the names")
    .option("--name <name>", "name of the job")
    .option("--label <name=value...>", "labels of the job", pair)
    .option("--detach", "print the job's id and exit; the job keeps running")
    .option(
      "--idempotency-key <key>",
      "make one job of all copies with this key, such as the name of a nightly run; good for a day",
    )
    .option("--json", "one JSON object per line on stdout")
    .action(async (source: string, destination: string, options: CopyOptions) => {
      const { copy } = await import("./commands/copy.ts");
      await finish(copy({ source, destination }, options, OUTPUT));
    });
}

function addConnectionCommands(program: Command): void {
  const connections = program
    .command("conn")
    .description("list and test the connections that jobs may name");
  connections
    .command("ls")
    .description("list connections and the result of their last test")
    .option("--json", "one JSON object per line")
    .action(async (options: { json?: true }) => {
      const { listConnections } = await import("./commands/connections.ts");
      await finish(listConnections(options, OUTPUT));
    });
  connections
    .command("test")
    .description("write to a store in the way transfers do, and report what works")
    .argument("<name>", "name of the connection")
    .option("--json", "as one JSON object")
    .action(async (name: string, options: { json?: true }) => {
      const { testConnection } = await import("./commands/connections.ts");
      await finish(testConnection(name, options, OUTPUT));
    });
}

type UploadOptions = { readonly connection?: string; readonly olderThan?: string; json?: true };

function addUploadCommands(program: Command): void {
  const uploads = program
    .command("uploads")
    .description("list the open uploads at the stores, and abort those that no transfer uses");
  uploads
    .command("ls")
    .description("list the open uploads that the stores report, oldest first")
    .option("--connection <name>", "only this connection (default: every writable one)")
    .option("--older-than <age>", "only uploads of at least this age, such as 30m, 24h or 7d")
    .option("--json", "one JSON object per line, with full ids")
    .action(async (options: UploadOptions) => {
      const { listUploads } = await import("./commands/uploads.ts");
      await finish(listUploads(options, OUTPUT));
    });
  uploads
    .command("abort")
    .description("abort uploads that Penstock opened and no transfer uses; others are refused")
    .argument("[upload...]", "ids of uploads, or their first characters")
    .option("--older-than <age>", "instead of ids: all such uploads of at least this age")
    .option("--connection <name>", "only this connection")
    .option("--json", "one JSON object per line")
    .action(async (ids: string[], options: UploadOptions) => {
      const { abortUploads } = await import("./commands/uploads.ts");
      await finish(abortUploads(ids, options, OUTPUT));
    });
}

function addJobCommands(program: Command): void {
  program
    .command("watch")
    .description("show the progress of a job until it ends")
    .argument(
      "[job]",
      "id of the job, or its first characters (default: the newest unfinished job)",
    )
    .option("--json", "one JSON object per line")
    .action(async (job: string | undefined, options: { json?: true }) => {
      const { watch } = await import("./commands/jobs.ts");
      await finish(watch(job, options, OUTPUT));
    });
  program
    .command("show")
    .description("show everything that is known about a job")
    .argument("<job>", "id of the job, or its first characters")
    .option("--json", "as one JSON object")
    .action(async (job: string, options: { json?: true }) => {
      const { show } = await import("./commands/jobs.ts");
      await finish(show(job, options, OUTPUT));
    });
  program
    .command("ls")
    .description("list jobs, newest first")
    .option("--limit <n>", "number of jobs", wholeNumber, 20)
    .addOption(new Option("--state <state>", "in this state only").choices(JOB_STATES))
    .addOption(new Option("--health <health>", "of this health only").choices(JOB_HEALTHS))
    .option("--label <name=value...>", "with all of these labels only")
    .option("--created-after <time>", "from this time on, such as 2026-11-28T09:30:00Z")
    .option("--created-before <time>", "before this time")
    .option("--json", "one JSON object per line")
    .action(async (options: ListOptions) => {
      const { list } = await import("./commands/jobs.ts");
      await finish(list(options, OUTPUT));
    });
  program
    .command("set")
    .description("change the weight or the labels of a job that has not ended")
    .argument("<job>", "id of the job, or its first characters")
    .option("--weight <n>", "its share beside other jobs of the tenant", weight)
    .option("--label <name=value...>", "labels to add or to change", pair)
    .option("--remove-label <name>", "a label to take away; may be repeated", repeated)
    .option("--json", "as one JSON object")
    .action(async (job: string, options: SetOptions) => {
      const { setJob } = await import("./commands/jobs.ts");
      await finish(setJob(job, options, OUTPUT));
    });
  program
    .command("cancel")
    .description("cancel jobs, and abort their uploads at the store")
    .argument("<job...>", "ids of jobs, or their first characters")
    .option("--json", "one JSON object per line")
    .action(async (jobs: string[], options: { json?: true }) => {
      const { askJobs } = await import("./commands/jobs.ts");
      await finish(askJobs("cancel", jobs, { options, output: OUTPUT }));
    });
}

function addReceiptCommands(program: Command): void {
  program
    .command("receipts")
    .description(
      "print the receipts of a job's stored objects, one per line; one for a job of many",
    )
    .argument("<job>", "id of the job, or its first characters")
    .action(async (job: string) => {
      const { receipts } = await import("./commands/receipts.ts");
      await finish(receipts(job, OUTPUT));
    });
  program
    .command("verify")
    .description("check who issued receipts, and whether their parts add up to the object")
    .argument("<receipt>", "a file of receipts, or - for stdin")
    .option(
      "--rows <folder>",
      "for a job of many objects: its folder below rows.d of the journal; compares hashes and counts",
    )
    .option("--file <path>", "compare this copy of the object with its receipt, part by part")
    .option(
      "--data <folder>",
      "folder of `penstock up`, whose key is used if none is set",
      ".penstock",
    )
    .option("--json", "one JSON object per receipt")
    .action(async (receipt: string, options: VerifyOptions) => {
      const { verify } = await import("./commands/receipts.ts");
      await finish(verify(receipt, options, OUTPUT));
    });
}

async function finish(command: Promise<ExitCode>): Promise<void> {
  process.exitCode = await command;
}
