import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findCsvRow } from "./csv-row.ts";
import { ManifestRows, type Row } from "./manifest-rows.ts";
import { bytesOf } from "./sample-manifest.ts";

type Rows = readonly (readonly string[])[];

function ours(text: string): readonly Row<readonly string[]>[] {
  const rows = new ManifestRows(findCsvRow, { byteOffset: 0, line: 1 });
  rows.push(bytesOf(text));
  rows.end();
  const found: Row<readonly string[]>[] = [];
  for (let row = rows.next(); row !== undefined; row = rows.next()) {
    found.push(row);
  }
  return found;
}

/** What csv-parse reads, with the same line ends and without blank lines; undefined where it refuses. */
function judged(text: string): Rows | undefined {
  try {
    return parse(text, {
      bom: true,
      record_delimiter: ["\r\n", "\n"],
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch {
    return undefined;
  }
}

const text = fc.string({
  unit: fc.constantFrom("a", ",", '"', "\n", "\r\n", "é", "😀"),
  maxLength: 30,
});

test("what csv-parse refuses has a broken line, and what is not broken is read as it reads it", () => {
  let taken = 0;
  fc.assert(
    fc.property(text, (csv) => {
      const rows = ours(csv);
      const values = rows.flatMap((row) => (row.kind === "row" ? [row.value] : []));

      if (values.length === rows.length) {
        taken += values.length;
        expect(values).toEqual(judged(csv));
      } else {
        expect(judged(csv)).toBeUndefined();
      }
    }),
    { numRuns: 5000 },
  );
  expect(taken).toBeGreaterThan(1000);
});

test("what a writer of CSV wrote is read by both, whatever it puts quotes around", () => {
  const unit = fc.constantFrom("a", ",", '"', "\n", "\r", "\r\n", "é", "😀", " ");
  const value = fc.record({ value: fc.string({ unit, maxLength: 6 }), isQuoted: fc.boolean() });
  const rows = fc.array(fc.array(value, { minLength: 2, maxLength: 4 }), { maxLength: 8 });
  fc.assert(
    fc.property(rows, fc.constantFrom("\n", "\r\n"), (values, end) => {
      const csv = values.map((row) => row.map(written).join(",") + end).join("");
      const expected = values.map((row) => row.map((one) => one.value));

      expect(ours(csv).map((row) => row.kind === "row" && row.value)).toEqual(expected);
      expect(judged(csv)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

function written({
  value,
  isQuoted,
}: {
  readonly value: string;
  readonly isQuoted: boolean;
}): string {
  return isQuoted || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
