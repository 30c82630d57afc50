import {
  CHECK_OUTCOMES,
  COPY_OUTCOMES,
  countedAs,
  isTrouble,
  isUnchanged,
  type Row,
  type RowOutcome,
} from "@penstock/core";
import { CSV_HEADER, formatRow, parseRow } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { sectionUnder } from "./markdown.ts";
import { readTracked } from "./tracked-files.ts";

const SECTION = sectionUnder(readTracked("docs/bulk.md").text, "A row of a report");

/** The rows of both tables, cell by cell. */
const TABLE_ROWS = SECTION.split("\n")
  .filter((line) => /^\| `/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));
const FIELDS = TABLE_ROWS.filter((cells) => cells.length === 5);
const OUTCOMES = TABLE_ROWS.filter((cells) => cells.length === 7);

/** A field that comes new has to be written here, and then on the page. */
const FULL: Required<Row> = {
  ...{ key: "a", sizeBytes: 1, destinationKey: "b", outcome: "stored", etag: "e" },
  checksum: parseRow('{"key":"a","size":1,"outcome":"stored","checksum":{}}').checksum ?? never(),
  ...{ versionId: "v", sourceVersionId: "s", storageClass: "STANDARD", rule: "etag" },
  ...{ isRestored: true, verb: "check" },
  ...{ verifiedBy: "size", leftBehind: ["tags"], attempts: 2, durationMs: 3 },
  cause: { code: "source-missing", message: "gone" },
};

const RULES: Readonly<Record<Required<Row>["rule"], true>> = {
  ...{ exists: true, absent: true, size: true, etag: true, checksum: true },
  ...{ "written-version": true, "size+time": true, bytes: true, "nothing-common": true },
};

function never(): never {
  throw new Error("the row has a checksum");
}

function codesIn(cell = ""): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

describe("the page's table of a row", () => {
  test("has every field, and the columns of CSV", () => {
    const fields = FIELDS.flatMap(([, field]) => codesIn(field));
    const columns = FIELDS.flatMap(([, , column]) => codesIn(column));

    expect(fields.toSorted()).toEqual(Object.keys(JSON.parse(formatRow(FULL))).toSorted());
    expect(columns.toSorted()).toEqual(CSV_HEADER.split(",").toSorted());
  });

  test("has every rule that decides", () => {
    const rule = FIELDS.find(([, field]) => field === "`rule`");

    expect(codesIn(rule?.[3]).toSorted()).toEqual(Object.keys(RULES).toSorted());
  });

  test("has every outcome, with what it counts as and which reports have it", () => {
    const shown = OUTCOMES.map(([, outcome, of, counts, trouble, changed]) => [
      ...codesIn(outcome),
      ...[of, counts, trouble, changed],
    ]);
    const rowOf = (of: string) => (outcome: RowOutcome) => [
      ...[outcome, of, countedAs(outcome)],
      isTrouble({ outcome }) ? "yes" : "no",
      isUnchanged({ outcome }) ? "no" : "yes",
    ];

    expect(shown).toEqual([
      ...COPY_OUTCOMES.map(rowOf("a copy")),
      ...CHECK_OUTCOMES.map(rowOf("a check")),
    ]);
  });

  test("shows a row of each outcome as the report writes it", () => {
    const [, block = ""] = /^```jsonl\n(.*?)^```$/ms.exec(SECTION) ?? [];
    const lines = block.trim().split("\n");

    expect(lines.map((line) => parseRow(line).outcome)).toEqual([
      ...COPY_OUTCOMES,
      ...CHECK_OUTCOMES,
    ]);
    for (const line of lines) {
      expect(JSON.parse(formatRow(parseRow(line)))).toEqual(JSON.parse(line));
    }
    const known = new Set(FIELDS.flatMap(([, field]) => codesIn(field)));
    expect(
      lines.flatMap((line) => Object.keys(JSON.parse(line))).every((name) => known.has(name)),
    ).toBe(true);
  });
});
