import type { FoundRow } from "./manifest-rows.ts";

export type CsvRow = FoundRow<readonly string[]>;

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const LONE_RETURN = {
  problem: "has a carriage return that no line feed follows: end lines with LF or CRLF",
} as const;

/** A row of CSV as RFC 4180 has it, with line ends of either kind; undefined where a quote is open. */
export function findCsvRow(text: string, at: number): CsvRow | undefined {
  const feed = text.indexOf("\n", at);
  const end = feed < 0 ? text.length : feed;
  const hasReturn = end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN;
  const line = text.slice(at, hasReturn ? end - 1 : end);
  if (line.includes('"')) {
    return new QuotedRow(text, at).read();
  }
  if (line.includes("\r")) {
    return LONE_RETURN;
  }
  return { value: line === "" ? undefined : line.split(","), end, lineFeeds: 0 };
}

class QuotedRow {
  readonly #text: string;
  readonly #values: string[] = [];
  #at: number;
  #lineFeeds = 0;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  read(): CsvRow | undefined {
    for (;;) {
      const isQuoted = this.#code() === QUOTE;
      if (isQuoted ? !this.#quoted() : !this.#plain()) {
        return isQuoted ? undefined : { problem: "has a quote inside of a value without quotes" };
      }
      if (this.#code() !== COMMA) {
        return this.#ended(isQuoted);
      }
      this.#at += 1;
    }
  }

  /** False where the quote is not closed. */
  #quoted(): boolean {
    let value = "";
    let from = this.#at + 1;
    for (;;) {
      const quote = this.#text.indexOf('"', from);
      if (quote < 0) {
        return false;
      }
      value += this.#text.slice(from, quote);
      if (this.#text.charCodeAt(quote + 1) !== QUOTE) {
        this.#values.push(value);
        this.#lineFeeds += countLineFeeds(value);
        this.#at = quote + 1;
        return true;
      }
      value += '"';
      from = quote + 2;
    }
  }

  /** False where there is a quote in it. */
  #plain(): boolean {
    const start = this.#at;
    for (;;) {
      switch (this.#code()) {
        case QUOTE:
          return false;
        case COMMA:
        case LINE_FEED:
        case CARRIAGE_RETURN:
        case undefined:
          this.#values.push(this.#text.slice(start, this.#at));
          return true;
        default:
          this.#at += 1;
      }
    }
  }

  #ended(isQuoted: boolean): CsvRow {
    const isReturn = this.#code() === CARRIAGE_RETURN;
    const end = isReturn ? this.#at + 1 : this.#at;
    if (end >= this.#text.length || this.#text.charCodeAt(end) === LINE_FEED) {
      return { value: this.#values, end, lineFeeds: this.#lineFeeds };
    }
    return isQuoted && !isReturn ? { problem: "has text behind a closing quote" } : LONE_RETURN;
  }

  #code(): number | undefined {
    return this.#at < this.#text.length ? this.#text.charCodeAt(this.#at) : undefined;
  }
}

function countLineFeeds(value: string): number {
  let count = 0;
  for (let at = value.indexOf("\n"); at >= 0; at = value.indexOf("\n", at + 1)) {
    count += 1;
  }
  return count;
}
