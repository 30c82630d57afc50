// Lines for a person, as wide as the terminal.

import type { TerminalStream } from "./progress-screen.ts";
import { columnsOf } from "./text-columns.ts";
import { wrapWords } from "./wrap.ts";

export const FALLBACK_COLUMNS = 80;

/** Of a terminal; undefined for files and other programs, which get whole lines. */
export function widthOf(stream: TerminalStream): number | undefined {
  return stream.isTTY === true ? (stream.columns ?? FALLBACK_COLUMNS) : undefined;
}

export function writeLines(stream: TerminalStream, lines: readonly string[]): void {
  const width = widthOf(stream);
  const fitting = width === undefined ? lines : lines.flatMap((line) => fitted(line, width));
  stream.write(fitting.map((line) => `${line}\n`).join(""));
}

/** Blanks, a mark, and a label in a column of its own. */
const BEGINNING = /^ *(?:[→✓✗!] )?(?:\S+(?: \S+)? {2,})?/;
/** What is in backticks, and columns of a table, are one word. */
const WORDS = /(?:`[^`]*`|[^ ]| {2,})+/g;
const MAX_INDENT = 14;

/** Cut between words, and continued below its first one; a command stays whole, so that it can be copied. */
function fitted(line: string, width: number): readonly string[] {
  const [beginning = ""] = BEGINNING.exec(line) ?? [];
  const text = line.slice(beginning.length);
  if (columnsOf(line) <= width || text.startsWith("penstock ")) {
    return [line];
  }
  const blanks = line.length - line.trimStart().length;
  const isShort = beginning !== "" && columnsOf(beginning) <= MAX_INDENT;
  const indent = isShort ? columnsOf(beginning) : blanks + 2;
  const words = (isShort ? text : line.trimStart()).match(WORDS) ?? [];
  const first = isShort ? beginning : " ".repeat(blanks);
  return wrapWords(words, width - indent, " ").map(
    (part, index) => (index === 0 ? first : " ".repeat(indent)) + part,
  );
}
