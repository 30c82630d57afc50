import { formatByteSize } from "@penstock/core";
import type { JobView } from "@penstock/wire";
import { listLines, troubleLines } from "./list-progress.ts";
import {
  formatDuration,
  formatPercent,
  formatRate,
  healthText,
  type ProgressFrame,
  plainText,
} from "./progress-text.ts";
import { cutTo } from "./text-columns.ts";
import { wrapWords } from "./wrap.ts";

export type BlockStyle = {
  /** Columns of the terminal; no line is longer. */
  readonly widthColumns: number;
  readonly isColored: boolean;
  /** What Ctrl-C does here, and a command: on one line, or a line each. */
  readonly hint: readonly string[];
};

/** Narrower terminals get a bar that is still one; wider ones do not get a longer one. */
const MIN_BAR_COLUMNS = 10;
const MAX_BAR_COLUMNS = 48;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

const SGR = { bold: "1", dim: "2", red: "31", green: "32", yellow: "33" } as const;
type Paint = keyof typeof SGR;

/** The progress of a job as lines for a terminal, without line ends. Pure. */
export function progressBlock(frame: ProgressFrame, style: BlockStyle): readonly string[] {
  const { job } = frame;
  const inWidth = (words: readonly string[]) => linesOf(words, style.widthColumns);
  const lines: (readonly [string, Paint | undefined])[] = [
    ...inWidth([plainText(job.name), job.id, job.state]).map((line) => [line, "bold"] as const),
    ...barLines(frame, style.widthColumns).map((line) => [line, barPaint(frame)] as const),
    ...countsLines(frame, style.widthColumns).map((line) => [line, undefined] as const),
  ];
  if (job.list !== null) {
    const trouble = troubleLines(frame, job.list, style.widthColumns - 2);
    lines.push(...trouble.map((line) => [line, "red"] as const));
  }
  lines.push(...inWidth(waitWords(job)).map((line) => [line, "yellow"] as const));
  lines.push(...inWidth(style.hint).map((line) => [line, "dim"] as const));
  return lines.map(([text, paint]) => {
    const cut = cutToWidth(` ${text}`, style.widthColumns);
    return style.isColored && paint !== undefined ? `\u{1b}[${SGR[paint]}m${cut}\u{1b}[0m` : cut;
  });
}

/** Why nothing moves, or slowly. */
function waitWords(job: JobView): readonly string[] {
  if (job.isPaused) {
    return ["! paused: nothing more of it begins", `penstock resume ${job.id}`];
  }
  const health = healthText(job);
  return health === "" ? [] : [`! ${health}`];
}

/** On one line where there is room, else a line each: an id that is cut cannot be copied. */
function linesOf(words: readonly string[], widthColumns: number): readonly string[] {
  if (words.length === 0) {
    return [];
  }
  const line = words.join("   ");
  return line.length < widthColumns - 1 ? [line] : words;
}

/** What does not fit beside the smallest bar has a line of its own. */
function barLines(frame: ProgressFrame, widthColumns: number): readonly string[] {
  const { progress, list } = frame.job;
  const soFar = list?.isComplete === false ? " so far" : "";
  const words = [
    formatPercent(progress.percent).padStart(7),
    `${formatByteSize(progress.bytesStored)} of ${formatByteSize(progress.bytesTotal)}${soFar}`,
    ...(frame.bytesPerSecond === undefined ? [] : [formatRate(frame.bytesPerSecond)]),
    ...(frame.etaSeconds === undefined ? [] : [`ETA ${formatDuration(frame.etaSeconds)}`]),
  ];
  const [text = "", ...others] = wrapWords(words, widthColumns - MIN_BAR_COLUMNS - 3, "  ");
  const room = widthColumns - text.length - 3;
  const columns = Math.max(MIN_BAR_COLUMNS, Math.min(MAX_BAR_COLUMNS, room));
  return [`${bar((progress.percent ?? 0) / 100, columns)} ${text}`, ...others];
}

function bar(share: number, columns: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * columns * 8);
  const full = "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
  return full.padEnd(columns, "░");
}

function barPaint(frame: ProgressFrame): Paint {
  switch (frame.job.state) {
    case "failed":
    case "completed_with_errors":
    case "cancelled":
      return "red";
    default:
      return frame.job.health === "ok" ? "green" : "yellow";
  }
}

function countsLines(frame: ProgressFrame, widthColumns: number): readonly string[] {
  const { job } = frame;
  const { progress } = job;
  if (job.list !== null) {
    return listLines(frame, job.list, widthColumns - 2);
  }
  const words = [
    `parts ${progress.partsStored}/${progress.partsTotal}`,
    `retries ${progress.retries}`,
    `workers ${job.workers}`,
  ];
  if (progress.transfersTotal > 1) {
    words.unshift(`transfers ${progress.transfersStored}/${progress.transfersTotal}`);
  }
  if (progress.transfersFailed > 0) {
    words.push(`failed ${progress.transfersFailed}`);
  }
  return [words.join(" · ")];
}

/** A line that wraps would break the redraw, so it is cut one column early. */
function cutToWidth(text: string, widthColumns: number): string {
  return cutTo(text, Math.max(1, widthColumns - 1));
}
