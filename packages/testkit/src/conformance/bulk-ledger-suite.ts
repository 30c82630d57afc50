import { describe } from "vitest";
import { describeBatchStore } from "./batch-store-suite.ts";
import { describeBulkEvents } from "./bulk-events-suite.ts";
import { describeHistories } from "./bulk-histories-suite.ts";
import { type BulkLedgerUnderTest, BulkScenario, type StartBulk } from "./bulk-scenario.ts";
import { describeListingStore } from "./listing-store-suite.ts";
import { describeTurns } from "./part-turns-suite.ts";
import { describeRowStore } from "./row-store-suite.ts";

/** What every ledger of bulk jobs must do: a suite for each of its ports. `open` gives a tenant of its own. */
export function describeBulkLedger(name: string, open: () => Promise<BulkLedgerUnderTest>): void {
  const start: StartBulk = async () => new BulkScenario(await open());

  describe(`${name} as a ledger of bulk jobs`, () => {
    describe("listing store", () => describeListingStore(start));
    describe("batch store", () => describeBatchStore(start));
    describe("row store", () => describeRowStore(start));
    describeBulkEvents(start);
    describeTurns(start);
    describeHistories(open);
  });
}
