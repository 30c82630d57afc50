/** The most that a row has, with the line feeds in its quotes. What is longer is broken, and never held. */
export const MAX_ROW_BYTES = 64 * 1024;

const LINE_FEED = 10;
const BYTE_ORDER_MARK = { code: 0xfeff, bytes: 3 } as const;

/** What begins at a place of a text. */
export type FoundRow<Value> =
  | {
      /** Undefined for a blank line. */
      readonly value: Value | undefined;
      /** Where its last line feed is, or the end of the text. */
      readonly end: number;
      /** How many line feeds are inside of it. */
      readonly lineFeeds: number;
    }
  | { readonly problem: string };

/** Reads the row that begins at a place; undefined where the text ends inside of it. */
export type FindRow<Value> = (text: string, at: number) => FoundRow<Value> | undefined;

/** A row, or a line that is none. */
export type Row<Value> =
  | {
      readonly kind: "row";
      readonly line: number;
      readonly byteOffset: number;
      readonly value: Value;
    }
  | BrokenRow;

type BrokenRow = {
  readonly kind: "broken";
  readonly line: number;
  readonly byteOffset: number;
  /** The end of a sentence that begins with the line. */
  readonly problem: string;
};

/** Where a line begins. */
export type Position = { readonly byteOffset: number; readonly line: number };

/** Whole lines. */
type Run = {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** No row reaches beyond it. */
  readonly isClosed: boolean;
  /** From its beginning there were as many bytes as a row may have. */
  readonly isFull: boolean;
  readonly hasNul: boolean;
};

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Cuts bytes into rows; the chunks that they come in make no difference. A broken line takes nothing
 * with it: reading continues behind its line feed. Memory is bounded by the longest row and the chunk.
 */
export class ManifestRows<Value> {
  readonly #findRow: FindRow<Value>;
  #pending: Uint8Array = new Uint8Array();
  #pendingFrom: number;
  #line: number;
  #isEnd = false;
  /** Where a line begins that is too long, while its end is looked for. */
  #longLineFrom: number | undefined;
  #run: Run | undefined;
  /** In the run, the same place as text and as bytes. */
  #charAt = 0;
  #byteAt = 0;

  constructor(findRow: FindRow<Value>, from: Position) {
    this.#findRow = findRow;
    this.#pendingFrom = from.byteOffset;
    this.#line = from.line;
  }

  /** Takes a copy: the chunk may be used again. */
  push(chunk: Uint8Array): void {
    const joined = new Uint8Array(this.#pending.length + chunk.length);
    joined.set(this.#pending);
    joined.set(chunk, this.#pending.length);
    this.#pending = joined;
  }

  /** No more chunks come. */
  end(): void {
    this.#isEnd = true;
  }

  /** Behind the last row that was given. */
  get position(): Position {
    return { byteOffset: this.#pendingFrom + this.#byteAt, line: this.#line };
  }

  /** The next row; undefined where more bytes are needed first, or none are left. */
  next(): Row<Value> | undefined {
    for (;;) {
      if (this.#run === undefined) {
        const next = this.#nextRun();
        if (next === undefined || "kind" in next) {
          return next;
        }
        this.#run = next;
      }
      const step = this.#step(this.#run);
      if (step !== "again") {
        return step;
      }
    }
  }

  #step(run: Run): Row<Value> | "again" | undefined {
    this.#skipByteOrderMark(run);
    if (this.#charAt >= run.text.length) {
      this.#leaveRun();
      return "again";
    }
    const found = this.#findRow(run.text, this.#charAt) ?? this.#openRow(run);
    if (found === undefined) {
      const isWaiting = this.#charAt === 0;
      this.#leaveRun();
      return isWaiting ? undefined : "again";
    }
    if ("problem" in found) {
      return this.#broken(run, found.problem);
    }
    const { value, end, lineFeeds } = found;
    if (run.hasNul && run.text.slice(this.#charAt, end).includes("\0")) {
      return this.#broken(run, "has a NUL character, which no key can have");
    }
    const { byteOffset, line } = this.position;
    this.#take(run, end, lineFeeds);
    return value === undefined ? "again" : { kind: "row", line, byteOffset, value };
  }

  #skipByteOrderMark({ text }: Run): void {
    const isStart = this.#pendingFrom === 0 && this.#charAt === 0;
    if (isStart && text.charCodeAt(0) === BYTE_ORDER_MARK.code) {
      this.#charAt = 1;
      this.#byteAt = BYTE_ORDER_MARK.bytes;
    }
  }

  /** What becomes of a row that the run ends inside of: nothing, as long as the next bytes may end it. */
  #openRow({ isClosed, isFull }: Run): { readonly problem: string } | undefined {
    if (isClosed) {
      return { problem: "has a quote that is not closed" };
    }
    return isFull && this.#charAt === 0
      ? { problem: `has a quote that is not closed within ${MAX_ROW_BYTES / 1024} KiB` }
      : undefined;
  }

  #broken(run: Run, problem: string): BrokenRow {
    const { byteOffset, line } = this.position;
    const feed = run.text.indexOf("\n", this.#charAt);
    this.#take(run, feed < 0 ? run.text.length : feed, 0);
    return { kind: "broken", line, byteOffset, problem };
  }

  #take({ text, bytes }: Run, end: number, lineFeeds: number): void {
    let byteEnd = end;
    if (text.length !== bytes.length) {
      byteEnd = this.#byteAt - 1;
      for (let feeds = 0; feeds <= lineFeeds; feeds += 1) {
        byteEnd = bytes.indexOf(LINE_FEED, byteEnd + 1);
      }
    }
    const isLast = end >= text.length;
    this.#charAt = end + 1;
    this.#byteAt = isLast ? bytes.length : byteEnd + 1;
    this.#line += lineFeeds + 1;
  }

  #leaveRun(): void {
    this.#drop(this.#byteAt);
    this.#run = undefined;
    this.#charAt = 0;
    this.#byteAt = 0;
  }

  #drop(bytes: number): void {
    this.#pending = this.#pending.subarray(bytes);
    this.#pendingFrom += bytes;
  }

  #nextRun(): Run | BrokenRow | undefined {
    if (this.#longLineFrom !== undefined) {
      return this.#endOfLongLine(this.#longLineFrom);
    }
    const bytes = this.#pending.subarray(0, MAX_ROW_BYTES + 1);
    const isFull = bytes.length > MAX_ROW_BYTES;
    const isClosed = this.#isEnd && !isFull;
    const end = isClosed ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
    if (end === 0) {
      return isFull ? this.#endOfLongLine(this.#pendingFrom) : undefined;
    }
    return this.#runOf(bytes.subarray(0, end), { isClosed, isFull });
  }

  #endOfLongLine(from: number): BrokenRow | undefined {
    const feed = this.#pending.indexOf(LINE_FEED);
    const isOver = feed >= 0 || this.#isEnd;
    this.#longLineFrom = isOver ? undefined : from;
    this.#drop(feed < 0 ? this.#pending.length : feed + 1);
    const problem = `is longer than ${MAX_ROW_BYTES / 1024} KiB`;
    return isOver ? this.#brokenBytes(from, problem) : undefined;
  }

  #brokenBytes(byteOffset: number, problem: string): BrokenRow {
    const line = this.#line;
    this.#line += 1;
    return { kind: "broken", line, byteOffset, problem };
  }

  /** As many lines as are text. A line that is none ends a row that is open. */
  #runOf(bytes: Uint8Array, ends: Pick<Run, "isClosed" | "isFull">): Run | BrokenRow {
    const text = textOf(bytes);
    if (text !== undefined) {
      return { text, bytes, ...ends, hasNul: text.includes("\0") };
    }
    const { start, end } = firstBrokenLine(bytes);
    if (start > 0) {
      return this.#runOf(bytes.subarray(0, start), { isClosed: true, isFull: false });
    }
    const from = this.#pendingFrom;
    this.#drop(end);
    return this.#brokenBytes(from, "is not UTF-8");
  }
}

function firstBrokenLine(bytes: Uint8Array): { readonly start: number; readonly end: number } {
  let start = 0;
  for (;;) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    if (feed < 0 || textOf(bytes.subarray(start, end)) === undefined) {
      return { start, end };
    }
    start = end;
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
