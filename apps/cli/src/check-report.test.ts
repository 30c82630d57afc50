import type { Row } from "@penstock/core";
import { expect, test } from "vitest";
import { checkJson, checkResult } from "./check-report.ts";
import type { Differences } from "./find-differences.ts";
import { sampleJob } from "./sample-views.ts";

const LIST = {
  verb: "check",
  isComplete: true,
  openPieces: 0,
  brokenPieces: 0,
  brokenBy: null,
  extra: 0,
  isOneWay: false,
  isRecorded: true,
} as const;

function jobOf(changes: Parameters<typeof sampleJob>[0]) {
  const { progress } = sampleJob();
  return sampleJob({
    name: "check",
    finishedAt: "2026-11-22T07:41:27.000Z",
    progress: { ...progress, transfersSkipped: 198 },
    list: LIST,
    ...changes,
  });
}

function rowOf(outcome: Row["outcome"], key: string, more: Partial<Row> = {}): Row {
  return { key, sizeBytes: 1, outcome, destinationKey: `to/${key}`, ...more };
}

const SAME: Differences = { counts: new Map(), codes: new Set(), rows: [], isComplete: true };
const FOUND: Differences = {
  counts: new Map([
    ["differs", 5],
    ["only_source", 1],
    ["only_destination", 1],
    ["unreadable", 1],
  ]),
  codes: new Set(["source-forbidden"]),
  rows: [
    rowOf("differs", "a\u{1b}[31m", { rule: "bytes" }),
    rowOf("only_source", "b"),
    rowOf("only_destination", "c"),
    rowOf("unreadable", "d", { cause: { code: "source-forbidden", message: "no\nright" } }),
  ],
  isComplete: true,
};

test("a check that found nothing is one line", () => {
  expect(checkResult(jobOf({ state: "succeeded" }), SAME)).toEqual(["✓ check  198 same in 24s"]);
});

test("what differs is counted, and the first of it named, whatever its name", () => {
  const job = jobOf({ state: "completed_with_errors" });

  expect(checkResult(job, FOUND)).toEqual([
    "✗ check  198 same, 5 differs, 1 only_source, 1 only_destination, 1 unreadable in 24s",
    "  differs           a\\u{1b}[31m (bytes)",
    "  only_source       b",
    "  only_destination  to/c",
    "  unreadable        d: source-forbidden: no\\nright",
    "  and 4 more",
    `  → penstock report ${job.id} --rows trouble`,
  ]);
});

test("what was not looked at is said", () => {
  const brokenBy = { code: "listing-invalid", message: "the list is in no order" };
  const job = jobOf({ state: "failed", list: { ...LIST, brokenBy, isOneWay: true } });

  const lines = checkResult(job, { ...SAME, isComplete: false }).join("\n");

  expect(lines).toContain("there may be more");
  expect(lines).toContain("listing-invalid: the list is in no order");
  expect(lines).toContain("only the destination has were not looked for");
});

test("a program gets every count and the rows of the report", () => {
  const result = checkJson(jobOf({ state: "completed_with_errors" }), FOUND);

  expect(result).toMatchObject({
    counts: { same: 198, differs: 5, only_source: 1, only_destination: 1, unreadable: 1 },
    isComplete: true,
  });
  expect(Reflect.get(result, "rows")).toContainEqual({
    ...{ key: "b", size: 1, outcome: "only_source", destination: "to/b" },
  });
});
