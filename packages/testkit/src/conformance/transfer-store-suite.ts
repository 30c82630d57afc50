import { describeReceipts } from "./ledger-receipts-suite.ts";
import type { Start } from "./ledger-scenario.ts";
import { describeFailures } from "./transfer-failures-suite.ts";
import { describeChanged, describeIdle } from "./transfer-idle-suite.ts";
import { describeReopening } from "./transfer-reopening-suite.ts";
import { describeRestoring } from "./transfer-restoring-suite.ts";
import { describeSaving } from "./transfer-saving-suite.ts";

/** What every transfer store must do. */
export function describeTransferStore(start: Start): void {
  describeSaving(start);
  describeReceipts(start);
  describeReopening(start);
  describeRestoring(start);
  describeFailures(start);
  describeIdle(start);
  describeChanged(start);
}
