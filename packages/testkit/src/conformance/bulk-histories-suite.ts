import { countsAddUp, pendingOf } from "@penstock/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BulkPlayer, bulkEvents } from "./bulk-events.ts";
import type { BulkLedgerUnderTest } from "./bulk-scenario.ts";

/** Whatever happens to a job: nothing that was listed is lost, and nothing counts twice. */
export function describeHistories(open: () => Promise<BulkLedgerUnderTest>): void {
  test("the counts add up after any event, and at the end each entry has exactly one row", async () => {
    await fc.assert(
      fc.asyncProperty(bulkEvents, async (events) => {
        const player = await BulkPlayer.start(await open());

        for (const event of events) {
          const { counts, isFinished } = await player.snapshot(await player.play(event));

          expect(countsAddUp(counts)).toBe(true);
          expect(counts.listed).toBe(player.listed.length);
          expect(isFinished).toBe(pendingOf(counts) === 0);
        }
        const { counts, finishedAtMs } = await player.finish();

        expect(finishedAtMs).toBeDefined();
        expect(counts).toMatchObject({ listed: player.listed.length, planned: 0, uploading: 0 });
        const rows = player.recorded.split(";").filter((key) => key !== "");
        expect(rows.toSorted()).toEqual(player.listed.toSorted());
        expect(new Set(rows).size).toBe(rows.length);
      }),
      { numRuns: 60 },
    );
  });
}
