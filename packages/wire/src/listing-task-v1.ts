import { isJobId, type JobId, type ListingTask, type PlanTask } from "@penstock/core";
import { z } from "zod";
import { decodeTransferTask } from "./part-task-v1.ts";
import { readTask } from "./read-task.ts";

/** What the queue `plan` carries beside transfers: a job whose list is to be continued. */
const listingTaskV1 = z.object({
  v: z.literal(1),
  kind: z.literal("listing"),
  tenant: z.string().min(1),
  jobId: z.custom<JobId>(
    (value) => typeof value === "string" && isJobId(value),
    "not the id of a job",
  ),
});

type ListingTaskPayload = z.input<typeof listingTaskV1>;

export function encodeListingTask({ tenant, jobId }: ListingTask): ListingTaskPayload {
  return { v: 1, kind: "listing", tenant, jobId };
}

/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export function decodePlanTask(payload: unknown): PlanTask {
  if (!isListing(payload)) {
    return decodeTransferTask(payload);
  }
  const { tenant, jobId } = readTask(listingTaskV1, payload);
  return { tenant, jobId };
}

function isListing(payload: unknown): boolean {
  return (
    typeof payload === "object" &&
    payload !== null &&
    "kind" in payload &&
    payload.kind === "listing"
  );
}
