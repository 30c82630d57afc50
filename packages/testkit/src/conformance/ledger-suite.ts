import { describe } from "vitest";
import { describeConnectionTests } from "./connection-tests-suite.ts";
import { describeDeadlineStore } from "./deadline-store-suite.ts";
import { describeDeliveryStore } from "./delivery-store-suite.ts";
import { describeEventLog } from "./event-log-suite.ts";
import { describeHedgeStore } from "./hedge-store-suite.ts";
import { describeJobStore } from "./job-store-suite.ts";
import { describeHistory } from "./ledger-history-suite.ts";
import { LedgerScenario, type LedgerUnderTest, type Start } from "./ledger-scenario.ts";
import { describeLimitLoads } from "./limit-load-suite.ts";
import { describeLimitStore } from "./limit-store-suite.ts";
import { describeMeasureStore } from "./measure-store-suite.ts";
import { describePartDispatch } from "./part-dispatch-suite.ts";
import { describeTransferStore } from "./transfer-store-suite.ts";
import { describeUploadRegistry } from "./upload-registry-suite.ts";
import { describeWorkerRegistry } from "./worker-registry-suite.ts";

/** What every ledger must do: a suite for each of its ports. `open` gives a tenant of its own. */
export function describeLedger(name: string, open: () => Promise<LedgerUnderTest>): void {
  const start: Start = async () => new LedgerScenario(await open());

  describe(`${name} as a ledger`, () => {
    describe("job store", () => describeJobStore(start));
    describe("job history", () => describeHistory(start));
    describe("transfer store", () => describeTransferStore(start));
    describe("part dispatch", () => describePartDispatch(start));
    describe("upload registry", () => describeUploadRegistry(start));
    describe("worker registry", () => describeWorkerRegistry(start));
    describe("connection tests", () => describeConnectionTests(start));
    describe("limit store", () => describeLimitStore(start));
    describe("load of limits", () => describeLimitLoads(start));
    describe("event log", () => describeEventLog(start));
    describe("delivery store", () => describeDeliveryStore(start));
    describe("deadline store", () => describeDeadlineStore(start));
    describe("hedge store", () => describeHedgeStore(start));
    describe("measure store", () => describeMeasureStore(start));
  });
}
