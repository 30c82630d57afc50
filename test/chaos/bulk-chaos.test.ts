import { expect, test } from "vitest";
import { bulkText, isBulkClean } from "./bulk-report.ts";
import { runBulkChaos } from "./run-bulk-chaos.ts";

const OBJECTS = 2000;
const SEED = 1;

test("2000 objects have one row each after twelve kills and a FLUSHALL", async ({ signal }) => {
  const { report } = await runBulkChaos(
    { objects: OBJECTS, seed: SEED, say: () => undefined },
    signal,
  );

  expect(report, bulkText(report)).toMatchObject({
    ...{ rows: OBJECTS, missing: 0, doubled: 0, kills: 12, flushes: 1, countsAddUp: true },
    more: { state: "completed_with_errors", failed: 4, wrong: [] },
  });
  expect(isBulkClean(report), bulkText(report)).toBe(true);
});
