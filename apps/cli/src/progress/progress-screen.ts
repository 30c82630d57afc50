/** A terminal, as far as progress needs it. */
export type TerminalStream = {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

const BEGIN_SYNCHRONIZED = "\u{1b}[?2026h";
const END_SYNCHRONIZED = "\u{1b}[?2026l";
const CLEAR_TO_END = "\u{1b}[J";

/** More redraws than ten a second cannot be read and cost the terminal more than the transfer. */
const MIN_REDRAW_MS = 100;

/**
 * A block of lines at the bottom of the terminal that is drawn over itself. Each frame goes out in
 * one write inside synchronized-output marks, so that no half-drawn frame is ever seen; terminals
 * that do not know the marks ignore them.
 */
export class ProgressScreen {
  readonly #stream: TerminalStream;
  #lines: readonly string[] = [];
  #drawnAtMs = Number.NEGATIVE_INFINITY;

  constructor(stream: TerminalStream) {
    this.#stream = stream;
  }

  /** Draws the lines, unless the last drawing was less than 100 ms ago. */
  draw(lines: readonly string[], nowMs: number): void {
    if (nowMs - this.#drawnAtMs < MIN_REDRAW_MS) {
      return;
    }
    this.#drawnAtMs = nowMs;
    this.#put(lines, lines);
  }

  /** Writes a line that stays above the block. */
  say(line: string): void {
    this.#put([line, ...this.#lines], this.#lines);
  }

  /** Takes the block away, so that what follows starts on a clean line. */
  clear(): void {
    if (this.#lines.length > 0) {
      this.#put([], []);
    }
  }

  #put(lines: readonly string[], block: readonly string[]): void {
    const home = this.#lines.length > 0 ? `\u{1b}[${this.#lines.length}F` : "\r";
    const text = lines.map((line) => `${line}\n`).join("");
    this.#stream.write(`${BEGIN_SYNCHRONIZED}${home}${CLEAR_TO_END}${text}${END_SYNCHRONIZED}`);
    this.#lines = block;
  }
}

/** Colours only on a terminal, and never against https://no-color.org. */
export function wantsColor(
  stream: TerminalStream,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const noColor = environment["NO_COLOR"] ?? "";
  return stream.isTTY === true && noColor === "" && environment["TERM"] !== "dumb";
}
