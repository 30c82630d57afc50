import type { TerminalStream } from "./progress/progress-screen.ts";

/**
 * Passes everything on, with each `penstock COMMAND` as a person can type it: after `npm ci` the program
 * is on no PATH, and npm, which started this process, finds it. JSON is for programs, and stays.
 */
export function asTyped(
  stream: TerminalStream,
  {
    environment,
    commands,
  }: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** Asked when something is written: by then all of them are there. */
    readonly commands: () => readonly string[];
  },
): TerminalStream {
  if (environment["npm_command"] === undefined) {
    return stream;
  }
  return {
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    write: (text) => stream.write(/^[[{]/.test(text) ? text : spoken(text, commands())),
  };
}

function spoken(text: string, commands: readonly string[]): string {
  const typed = new RegExp(`(?<!npx )\\bpenstock (?=(${commands.join("|")}|--help)\\b)`, "g");
  return text.replace(typed, "npx penstock ");
}
