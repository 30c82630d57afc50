import { ApiProblem, ApiUnreachable } from "@penstock/client";
import { isPenstockError } from "@penstock/core";
import { describeSystemError } from "@penstock/process";
import { RequestShown } from "./curl.ts";
import { CommandFailure, EXIT, type ExitCode, exitCodeOfProblem } from "./exit-codes.ts";
import { nextStepFor, nextStepOfConflict, nextStepOfMissing } from "./next-step.ts";
import { writeLines } from "./progress/fitted-lines.ts";
import type { TerminalStream } from "./progress/progress-screen.ts";
import { plainText } from "./progress/progress-text.ts";

/**
 * Says what went wrong and what to do next, and chooses the exit code. An unexpected
 * error is thrown on: it is a bug, and its stack is what helps.
 *
 * @param group the first word of the command, such as `schedule`
 */
export function reportFailure(
  error: unknown,
  stderr: TerminalStream,
  group?: string | undefined,
): ExitCode {
  if (error instanceof RequestShown) {
    return EXIT.ok;
  }
  const failure = asFailure(error, group);
  if (failure === undefined) {
    throw error;
  }
  const { message, nextStep } = failure;
  const lines = `penstock: ${indented(message)}\n  → ${indented(nextStep)}`.split("\n");
  writeLines(stderr, lines.map(plainText));
  return failure.exitCode;
}

/** What is quoted may have several lines, and none of them may begin like one of ours. */
function indented(text: string): string {
  return text.replaceAll("\n", "\n    ");
}

function asFailure(error: unknown, group: string | undefined): CommandFailure | undefined {
  if (error instanceof CommandFailure) {
    return error;
  }
  if (error instanceof ApiUnreachable) {
    return new CommandFailure(error.message, {
      exitCode: EXIT.serverUnreachable,
      nextStep:
        "Start everything on this machine with `penstock up`, or set PENSTOCK_URL to a running API.",
      cause: error,
    });
  }
  if (error instanceof ApiProblem) {
    return new CommandFailure(`${error.message} (${error.problem.code})`, {
      exitCode: exitCodeOfProblem(error.problem),
      nextStep: nextStepOf(error.problem.code, group),
      cause: error,
    });
  }
  if (isPenstockError(error)) {
    return new CommandFailure(error.message, {
      exitCode:
        error.code === "settings-invalid"
          ? EXIT.usage
          : exitCodeOfProblem({ status: 500, code: error.code }),
      nextStep: nextStepFor(error.code),
      cause: error,
    });
  }
  const sentence = describeSystemError(error);
  return sentence === undefined
    ? undefined
    : new CommandFailure(sentence, {
        exitCode: EXIT.usage,
        nextStep: "Choose another path, or fix this one; --data sets the folder of `penstock up`.",
        cause: error,
      });
}

function nextStepOf(code: string, group: string | undefined): string {
  switch (code) {
    case "not-found":
      return nextStepOfMissing(group);
    case "state-conflict":
      return nextStepOfConflict(group);
    default:
      return nextStepFor(code);
  }
}
