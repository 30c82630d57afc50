import { formatByteSize } from "@penstock/core";
import {
  formatDuration,
  formatPercent,
  formatRate,
  healthText,
  type ProgressFrame,
  plainText,
} from "./progress-text.ts";

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
    [barLine(frame, style.widthColumns), barPaint(frame)],
    [countsLine(frame), undefined],
  ];
  const health = healthText(job);
  if (health !== "") {
    lines.push([`! ${health}`, "yellow"]);
  }
  lines.push(...inWidth(style.hint).map((line) => [line, "dim"] as const));
  return lines.map(([text, paint]) => {
    const cut = cutToWidth(` ${text}`, style.widthColumns);
    return style.isColored && paint !== undefined ? `\u{1b}[${SGR[paint]}m${cut}\u{1b}[0m` : cut;
  });
}

/** On one line where there is room, else a line each: an id that is cut cannot be copied. */
function linesOf(words: readonly string[], widthColumns: number): readonly string[] {
  const line = words.join("   ");
  return line.length < widthColumns - 1 ? [line] : words;
}

function barLine(frame: ProgressFrame, widthColumns: number): string {
  const { progress } = frame.job;
  const words = [
    formatPercent(progress.percent).padStart(7),
    `${formatByteSize(progress.bytesStored)} of ${formatByteSize(progress.bytesTotal)}`,
  ];
  if (frame.bytesPerSecond !== undefined) {
    words.push(formatRate(frame.bytesPerSecond));
  }
  if (frame.etaSeconds !== undefined) {
    words.push(`ETA ${formatDuration(frame.etaSeconds)}`);
  }
  const text = words.join("  ");
  const room = widthColumns - text.length - 3;
  const columns = Math.max(MIN_BAR_COLUMNS, Math.min(MAX_BAR_COLUMNS, room));
  return `${bar((progress.percent ?? 0) / 100, columns)} ${text}`;
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

function countsLine({ job }: ProgressFrame): string {
  const { progress } = job;
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
  return words.join(" · ");
}

/** A line that wraps would break the redraw, so it is cut one column early, with an ellipsis. */
function cutToWidth(text: string, widthColumns: number): string {
  const limit = Math.max(1, widthColumns - 1);
  const kept: string[] = [];
  let used = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > limit) {
      return `${kept.slice(0, -1).join("")}…`;
    }
    kept.push(character);
  }
  return text;
}

/** East Asian and pictographic characters take two columns. Guessing two for some that take one only cuts earlier. */
function columnsOf(character: string): number {
  return (character.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1;
}
