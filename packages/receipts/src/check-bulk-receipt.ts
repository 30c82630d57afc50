import { createHash } from "node:crypto";
import {
  COPY_OUTCOMES,
  countedAs,
  isPenstockError,
  isTrouble,
  type Row,
  tallyOf,
} from "@penstock/core";
import { type BulkReceipt, rowLines } from "@penstock/wire";
import { checkSignature, failed, passed, type ReceiptCheck } from "./receipt-check.ts";

type Counts = BulkReceipt["segments"][number]["counts"];

/** The file of a segment's rows, as it lies in the journal; undefined where it is not there. */
export type ReadSegment = (name: string) => Promise<Uint8Array | undefined>;

/** What the receipt proves by itself: who issued it, and that its segments make up its counts. */
export function checkBulkReceipt(
  receipt: BulkReceipt,
  key: string | undefined,
): readonly ReceiptCheck[] {
  return [checkSignature(receipt, key), checkCounts(receipt)];
}

function checkCounts({ counts, segments }: BulkReceipt): ReceiptCheck {
  const { listed } = counts;
  const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
  for (const outcome of COPY_OUTCOMES) {
    const found = segments.reduce((sum, segment) => sum + segment.counts[outcome], 0);
    if (found !== counts[outcome]) {
      const detail = `the segments have ${found} ${outcome}, the job has ${counts[outcome]}`;
      return failed("counts", detail);
    }
  }
  const sum = COPY_OUTCOMES.reduce((all, outcome) => all + counts[outcome], 0);
  if (sum !== listed || rows !== listed) {
    const detail = `${listed} objects were listed, ${sum} are counted, and there are ${rows} rows`;
    return failed("counts", detail);
  }
  return passed("counts", `${listed} objects, each in one of ${segments.length} segments`);
}

/** As the journal names the rows of a segment: a segment that was written twice has two such files. */
const SHA_DIGITS = 16;

/** Compares every segment with the receipt, and its rows with its counts; names the first that differs. */
export async function checkSegments(
  receipt: BulkReceipt,
  read: ReadSegment,
): Promise<ReceiptCheck> {
  for (const segment of receipt.segments) {
    const name = `${segment.epoch}-${segment.number}-${segment.rowsSha256.slice(0, SHA_DIGITS)}.jsonl.gz`;
    const bytes = await read(name);
    if (bytes === undefined && segment.rows > 0) {
      return failed("segments", `segment ${name} is missing`);
    }
    const problem = problemOf(segment, bytes ?? new Uint8Array());
    if (problem !== undefined) {
      return failed("segments", `segment ${name} ${problem}`);
    }
  }
  const { length } = receipt.segments;
  return passed("segments", `all ${length} have the hashes and the rows that the receipt names`);
}

function problemOf(
  segment: BulkReceipt["segments"][number],
  bytes: Uint8Array,
): string | undefined {
  if (createHash("sha256").update(bytes).digest("hex") !== segment.rowsSha256) {
    return "was changed: its SHA-256 is another one";
  }
  const rows = rowsOf(bytes);
  if (typeof rows === "string") {
    return rows;
  }
  const isAsCounted =
    rows.length === segment.rows &&
    COPY_OUTCOMES.every((outcome) => countsOf(rows)[outcome] === segment.counts[outcome]);
  const trouble = JSON.stringify(tallyOf(rows.filter(isTrouble)));
  return isAsCounted && trouble === JSON.stringify(segment.trouble)
    ? undefined
    : "has other rows than the receipt counts";
}

function rowsOf(bytes: Uint8Array): readonly Row[] | string {
  try {
    return bytes.length === 0 ? [] : rowLines.unpackAll([bytes]);
  } catch (error) {
    if (isPenstockError(error, "journal-unavailable")) {
      return `cannot be read: ${error.message}`;
    }
    throw error;
  }
}

function countsOf(rows: readonly Row[]): Counts {
  const counts = { stored: 0, skipped: 0, failed: 0, aborted: 0 };
  for (const { outcome } of rows) {
    counts[countedAs(outcome)] += 1;
  }
  return counts;
}
