import { type CsvColumns, columnsOf, headerInvalid, objectOfRow } from "./csv-columns.ts";
import { findCsvRow } from "./csv-row.ts";
import { findJsonLine, objectOfJson } from "./json-row.ts";
import { refuseOtherFormats } from "./known-formats.ts";
import {
  type BrokenLinePolicy,
  type ManifestPage,
  manifestInvalid,
  refuseUnlessSkipped,
} from "./manifest-page.ts";
import { ManifestRows, type Position } from "./manifest-rows.ts";
import type { KeySpelling } from "./named-object.ts";
import { type PageRules, pagesOf } from "./page-reader.ts";

/** Where reading continues: behind a whole line, in any process. */
export type ManifestCheckpoint = Position & {
  /** What the first line of CSV named. */
  readonly columns?: CsvColumns;
};

export type ManifestOptions = {
  /** Of a list that a person or a program wrote: an S3 Inventory is read by `readInventory`. */
  readonly format: "csv" | "jsonl";
  readonly spelling: KeySpelling;
  readonly onBrokenLine: BrokenLinePolicy;
};

/** Where every manifest begins. */
const MANIFEST_START: ManifestCheckpoint = { byteOffset: 0, line: 1 };

/** As many lines as a page has at the most. */
export const PAGE_LINES = 1000;

/** Of CSV and JSON Lines; an S3 Inventory has no limit. */
export const MAX_MANIFEST_LINES = 10_000_000;

/**
 * Reads CSV or JSON Lines page by page, in the order of the file. The bytes are those behind `from`. They
 * may end at the offset of any later checkpoint, and are read as if the manifest ended there.
 *
 * Rejects with `manifest-invalid` where the whole is no manifest, and where a broken line is refused.
 */
export async function* readManifest(
  bytes: AsyncIterable<Uint8Array>,
  options: ManifestOptions,
  from: ManifestCheckpoint = MANIFEST_START,
  pageLines: number = PAGE_LINES,
): AsyncGenerator<ManifestPage<ManifestCheckpoint>> {
  const text = from.byteOffset === 0 ? refuseOtherFormats(bytes) : bytes;
  const pages =
    options.format === "csv"
      ? pagesOf(text, new ManifestRows(findCsvRow, from), csvRules(options, from, pageLines))
      : pagesOf(text, new ManifestRows(findJsonLine, from), jsonRules(options, pageLines));
  for await (const page of pages) {
    if (page.next.line > MAX_MANIFEST_LINES + 1) {
      throw manifestInvalid(
        `the manifest has more than ${MAX_MANIFEST_LINES.toLocaleString("en")} lines: split it into several with a job each, or use an S3 Inventory`,
      );
    }
    yield page;
  }
}

type Rules<Value> = PageRules<Value, ManifestCheckpoint>;

function csvRules(
  { spelling, onBrokenLine }: ManifestOptions,
  from: ManifestCheckpoint,
  pageLines: number,
): Rules<readonly string[]> {
  let { columns } = from;
  return {
    pageLines,
    judge: (values) => {
      if (columns === undefined) {
        columns = columnsOf(values);
        return "nothing";
      }
      return objectOfRow(columns, values, spelling);
    },
    checkpointAt: (position) => (columns === undefined ? position : { ...position, columns }),
    refuse: (broken) => {
      if (columns === undefined) {
        throw headerInvalid(broken.problem);
      }
      refuseUnlessSkipped(broken, onBrokenLine);
    },
  };
}

function jsonRules({ spelling, onBrokenLine }: ManifestOptions, pageLines: number): Rules<string> {
  return {
    pageLines,
    judge: (line) => objectOfJson(line, spelling),
    checkpointAt: (position) => position,
    refuse: (broken) => refuseUnlessSkipped(broken, onBrokenLine),
  };
}
