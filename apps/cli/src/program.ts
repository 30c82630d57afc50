import { CommanderError } from "commander";
import { asTyped } from "./as-typed.ts";
import { completeProgram } from "./complete-program.ts";
import { EXIT } from "./exit-codes.ts";

/** Reads the command line, runs the command and sets the exit code. */
export async function runCommand(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", endQuietly);
  /** A hint may name each of its commands. */
  const reader = {
    environment: process.env,
    commands: () => program.commands.map((command) => command.name()),
  };
  const streams = {
    stdout: asTyped(process.stdout, reader),
    stderr: asTyped(process.stderr, reader),
    /** With what the command line sets instead. */
    environment: { ...process.env },
  };
  const program = completeProgram(streams, (exitCode) => {
    process.exitCode = exitCode;
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    const { reportFailure } = await import("./report-failure.ts");
    process.exitCode = reportFailure(error, streams.stderr, program.args[0]);
  }
}

/** `penstock ls | head` closes our output before the last line: that is no failure. */
function endQuietly(error: Error): void {
  if (!("code" in error && error.code === "EPIPE")) {
    throw error;
  }
  process.exit(EXIT.ok);
}
