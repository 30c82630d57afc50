import type { Row } from "@penstock/core";
import { rowLines } from "@penstock/wire";
import { expect, test } from "vitest";
import { BatchProgress } from "./batch-progress.ts";

const GONE = { code: "source-missing", message: "gone" } as const;
const ENTRY = {
  key: "a",
  destinationKey: "a",
  sizeBytes: 1,
  validator: { kind: "etag", etag: '"1"' },
  storageClass: "DEEP_ARCHIVE",
  isRestored: true,
} as const;

function rowsOf(progress: BatchProgress): readonly Row[] {
  return rowLines.unpackAll([progress.report(rowLines).rows]);
}

test("a row of a copy says what the list said of an archived object", () => {
  const progress = new BatchProgress("copy");
  progress.addRow(ENTRY, { outcome: "stored" }, 2);

  const row = { key: "a", destinationKey: "a", sizeBytes: 1, outcome: "stored", durationMs: 2 };
  expect(rowsOf(progress)).toEqual([{ ...row, storageClass: "DEEP_ARCHIVE", isRestored: true }]);
});

test("a row of a check says that it is one", () => {
  const progress = new BatchProgress("check");
  progress.addRow(ENTRY, { outcome: "same", rule: "etag" }, 2);
  progress.addFailure(ENTRY, { cause: GONE, stopsBatch: false }, 3);

  expect(rowsOf(progress)).toMatchObject([
    { outcome: "same", verb: "check" },
    { outcome: "unreadable", verb: "check", cause: GONE },
  ]);
});
