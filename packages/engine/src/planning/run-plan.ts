import { type Delivery, isListingTask, type PlanTask, type TaskOutcome } from "@penstock/core";
import { type ListingEngine, planListing } from "../listing/plan-listing.ts";
import { planTransfer } from "./plan-transfer.ts";

/** What the queue of plans brings: a transfer to plan, or a list to continue. */
export function runPlan(
  engine: ListingEngine,
  task: PlanTask,
  delivery: Pick<Delivery, "signal" | "mayContinue">,
): Promise<TaskOutcome> {
  return isListingTask(task)
    ? planListing(engine, task, delivery)
    : planTransfer(engine, task, delivery.signal);
}
