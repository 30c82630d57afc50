import { describe, expect, test } from "vitest";
import { BulkPuts } from "./bulk-puts.ts";
import { type BulkOutcome, isBulkClean, judgeBulk } from "./bulk-report.ts";

const NAMES = ["a", "b", "c", "d"];
const FLUSH_MS = 1000;

function putsOf(puts: readonly (readonly [key: string, atMs: number])[]): BulkPuts {
  const seen = new BulkPuts();
  seen.noteFlush(FLUSH_MS);
  const common = {
    call: "PutObject",
    bucket: "x",
    durationMs: 1,
    attempt: 1,
    status: 200,
  } as const;
  seen.add(puts.map(([key, atMs], seq) => ({ ...common, key, atMs, seq, bytesReceived: 1 })));
  return seen;
}

function judged(changes: Partial<BulkOutcome> = {}) {
  return judgeBulk({
    seed: 1,
    names: NAMES,
    refused: new Set(["d"]),
    rows: [
      { key: "a", outcome: "stored" },
      { key: "b", outcome: "skipped" },
      { key: "c", outcome: "stored" },
      { key: "d", outcome: "failed" },
    ],
    state: "completed_with_errors",
    total: 4,
    wrongCounts: [],
    puts: putsOf([
      ["a", 1],
      ["b", 2],
      ["c", 2000],
    ]),
    ranges: [
      { after: "", to: "b" },
      { after: "b", to: "d" },
    ],
    heldAtFlush: 0,
    kills: 12,
    flushes: 1,
    seconds: 1,
    looks: 1,
    ...changes,
  });
}

describe("the judge of a bulk run", () => {
  test("finds nothing where each object has its row", () => {
    const report = judged();

    expect(report).toMatchObject({ rows: 4, missing: 0, doubled: 0, countsAddUp: true });
    expect(isBulkClean(report)).toBe(true);
  });

  test("finds an object without a row, and one with two", () => {
    const stored = { key: "a", outcome: "stored" } as const;
    const report = judged({ rows: [stored, stored, { key: "c", outcome: "stored" }] });

    expect(report).toMatchObject({ missing: 2, doubled: 1, countsAddUp: false });
    expect(isBulkClean(report)).toBe(false);
  });

  test("finds rows that say what is not so", () => {
    const { more } = judged({
      rows: [
        { key: "a", outcome: "failed" },
        { key: "b", outcome: "stored" },
        { key: "d", outcome: "stored" },
        { key: "e", outcome: "stored" },
      ],
      puts: putsOf([["a", 1]]),
    });

    expect(more.wrong.map((line) => line.slice(0, 1)).toSorted()).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
    ]);
  });

  test("counts the batches of which something was sent before and after the flush", () => {
    const puts = putsOf([
      ["a", 1],
      ["a", 2000],
      ["b", 1],
      ["b", 2],
      ["c", 2000],
    ]);

    expect(judged({ puts })).toMatchObject({ resentBatches: 1, more: { resentObjects: 2 } });
    expect(isBulkClean(judged({ puts }))).toBe(false);
    expect(isBulkClean(judged({ puts, heldAtFlush: 1 }))).toBe(true);
  });
});
