import { describeClaimLimits } from "./claim-limits-suite.ts";
import { describePuts } from "./ledger-puts-suite.ts";
import type { Start } from "./ledger-scenario.ts";
import { describeAttempts } from "./part-attempts-suite.ts";
import { describeClaiming } from "./part-claiming-suite.ts";
import { describeContinuing } from "./part-continuing-suite.ts";
import { describeHeld } from "./part-held-suite.ts";
import { describeWork } from "./tenant-work-suite.ts";

/** What every part dispatch must do. */
export function describePartDispatch(start: Start): void {
  describeClaiming(start);
  describeContinuing(start);
  describePuts(start);
  describeAttempts(start);
  describeHeld(start);
  describeWork(start);
  describeClaimLimits(start);
}
