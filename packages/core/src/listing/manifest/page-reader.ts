import type {
  BrokenLine,
  LeftOut,
  ManifestEntry,
  ManifestPage,
  NamedObject,
  Problem,
  SkippedLine,
} from "./manifest-page.ts";
import type { ManifestRows, Position, Row } from "./manifest-rows.ts";

/** What a row says: an object, or why it names none. A line that names columns is nothing. */
type Judged = NamedObject | Problem | keyof LeftOut | "nothing";

export type PageRules<Value, Checkpoint> = {
  readonly judge: (value: Value) => Judged;
  readonly checkpointAt: (position: Position) => Checkpoint;
  /** Throws where a broken line may not be skipped. */
  readonly refuse: (broken: BrokenLine) => void;
  /** The most lines of a page. */
  readonly pageLines: number;
  /** Lines before it were read earlier. */
  readonly firstLine?: number;
  /** Of an inventory. */
  readonly file?: string;
};

/** Collects rows until they are a page. */
class PageReader<Value, Checkpoint> {
  readonly #rows: ManifestRows<Value>;
  readonly #rules: PageRules<Value, Checkpoint>;
  #entries: ManifestEntry<Checkpoint>[] = [];
  #broken: SkippedLine<Checkpoint>[] = [];
  #leftOut = { deleteMarkers: 0, olderVersions: 0 };
  #lines = 0;

  constructor(rows: ManifestRows<Value>, rules: PageRules<Value, Checkpoint>) {
    this.#rows = rows;
    this.#rules = rules;
  }

  /** The next whole page; undefined where more bytes are needed. */
  nextPage(): ManifestPage<Checkpoint> | undefined {
    const { pageLines, firstLine = 1 } = this.#rules;
    while (this.#lines < pageLines) {
      const row = this.#rows.next();
      if (row === undefined) {
        return undefined;
      }
      if (row.line >= firstLine) {
        this.#lines += 1;
        this.#add(row);
      }
    }
    return this.#page();
  }

  /** What is left behind the last whole page. */
  lastPage(): ManifestPage<Checkpoint> | undefined {
    return this.#lines === 0 ? undefined : this.#page();
  }

  #page(): ManifestPage<Checkpoint> {
    const page = {
      entries: this.#entries,
      broken: this.#broken,
      leftOut: this.#leftOut,
      next: this.#rules.checkpointAt(this.#rows.position),
    };
    this.#entries = [];
    this.#broken = [];
    this.#leftOut = { deleteMarkers: 0, olderVersions: 0 };
    this.#lines = 0;
    return page;
  }

  #add(row: Row<Value>): void {
    const judged = row.kind === "row" ? this.#rules.judge(row.value) : row;
    if (judged === "nothing") {
      return;
    }
    if (typeof judged === "string") {
      this.#leftOut[judged] += 1;
    } else if ("problem" in judged) {
      this.#addBroken(row, judged.problem);
    } else {
      const next = this.#rules.checkpointAt(this.#rows.position);
      this.#entries.push({ object: judged, line: row.line, next });
    }
  }

  #addBroken({ line, byteOffset }: Row<Value>, problem: string): void {
    const { file, refuse, checkpointAt } = this.#rules;
    const broken = { line, byteOffset, problem, ...(file !== undefined && { file }) };
    refuse(broken);
    this.#broken.push({ ...broken, next: checkpointAt(this.#rows.position) });
  }
}

/** All pages of a file: each is given as soon as its bytes are there. */
export async function* pagesOf<Value, Checkpoint>(
  bytes: AsyncIterable<Uint8Array>,
  rows: ManifestRows<Value>,
  rules: PageRules<Value, Checkpoint>,
): AsyncGenerator<ManifestPage<Checkpoint>> {
  const reader = new PageReader(rows, rules);
  for await (const chunk of bytes) {
    rows.push(chunk);
    yield* wholePages(reader);
  }
  rows.end();
  yield* wholePages(reader);
  const last = reader.lastPage();
  if (last !== undefined) {
    yield last;
  }
}

function* wholePages<Value, Checkpoint>(
  reader: PageReader<Value, Checkpoint>,
): Generator<ManifestPage<Checkpoint>> {
  for (let page = reader.nextPage(); page !== undefined; page = reader.nextPage()) {
    yield page;
  }
}
