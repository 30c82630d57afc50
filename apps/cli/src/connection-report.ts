import { CONNECTION_CHECKS } from "@penstock/core";
import type { ConnectionTestView } from "@penstock/wire";
import { plainText } from "./progress/progress-text.ts";
import { wrap } from "./progress/wrap.ts";

export type ReportStyle = {
  /** Lines are wrapped at it; undefined leaves them whole, for files and other programs. */
  readonly widthColumns: number | undefined;
  /** Signs and colours; words in ASCII without. */
  readonly isPretty: boolean;
};

type Check = ConnectionTestView["checks"][number];

const MARKS = {
  passed: { sign: "✓", word: "ok  ", paint: "32" },
  warned: { sign: "!", word: "warn", paint: "33" },
  failed: { sign: "✗", word: "FAIL", paint: "31" },
  skipped: { sign: "-", word: "skip", paint: "2" },
} as const satisfies Record<Check["result"], object>;

const NAME_COLUMNS = Math.max(...CONNECTION_CHECKS.map((name) => name.length));
/** Below it the texts get lines of their own. */
const MIN_WIDTH_FOR_COLUMNS = 60;
const NARROW_INDENT = 4;

/** A test as a table: one row per check, and below it what a result means and what helps. Pure. */
export function connectionTestReport(
  test: ConnectionTestView,
  style: ReportStyle,
): readonly string[] {
  return [...test.checks.flatMap((check) => checkLines(check, style)), summaryOf(test, style)];
}

function checkLines(check: Check, { widthColumns, isPretty }: ReportStyle): readonly string[] {
  const { sign, word, paint } = MARKS[check.result];
  const mark = isPretty ? sign : word;
  const isNarrow = widthColumns !== undefined && widthColumns < MIN_WIDTH_FOR_COLUMNS;
  const indent = isNarrow ? NARROW_INDENT : mark.length + 1 + NAME_COLUMNS + 2;
  const room = (widthColumns ?? Number.POSITIVE_INFINITY) - indent;
  const arrow = isPretty ? "→" : "->";
  const texts = [
    check.detail,
    ...(check.consequence === null ? [] : [check.consequence]),
    ...(check.fix === null ? [] : [`${arrow} ${check.fix}`]),
  ].flatMap((text) => wrap(plainText(text), room));
  const shown = isPretty ? `\u{1b}[${paint}m${mark}\u{1b}[0m` : mark;
  const [first = "", ...others] = texts;
  const below = (lines: readonly string[]) => lines.map((line) => " ".repeat(indent) + line);
  return isNarrow
    ? [`${shown} ${check.name}`, ...below(texts)]
    : [`${shown} ${check.name.padEnd(NAME_COLUMNS)}  ${first}`, ...below(others)];
}

function summaryOf(
  { connection, result, checks, measured, actsAs }: ConnectionTestView,
  style: ReportStyle,
) {
  const name = plainText(connection);
  const count = (wanted: Check["result"]) =>
    checks.filter((check) => check.result === wanted).length;
  const uploads = measured.checksum === null ? "" : `; new uploads use ${measured.checksum}`;
  const text =
    result === "failed"
      ? `${name} cannot be used for transfers: ${count("failed")} of ${checks.length} checks failed`
      : `${name} can be used for transfers${result === "warned" ? `, with warnings: ${count("warned")}` : ""}${uploads}`;
  const who = actsAs === null ? "" : `, as ${plainText(actsAs)}`;
  return wrap(text + who, style.widthColumns ?? Number.POSITIVE_INFINITY).join("\n");
}
