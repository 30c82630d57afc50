import { type BatchTask, isJobId, type JobId, type WorkTask } from "@penstock/core";
import { z } from "zod";
import { decodePartTask } from "./part-task-v1.ts";
import { readTask } from "./read-task.ts";

const jobId = z.custom<JobId>(
  (value) => typeof value === "string" && isJobId(value),
  "not the id of a job",
);

/** What the queue `parts` carries beside parts. A worker that does not know batches leaves it for others. */
const batchTaskV1 = z.object({
  v: z.literal(1),
  kind: z.literal("batch"),
  tenant: z.string().min(1),
  jobId,
  epoch: z.int().positive(),
  number: z.int().nonnegative(),
});

type BatchTaskPayload = z.input<typeof batchTaskV1>;

export function encodeBatchTask({ tenant, jobId, epoch, number }: BatchTask): BatchTaskPayload {
  return { v: 1, kind: "batch", tenant, jobId, epoch, number };
}

/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export function decodeWorkTask(payload: unknown): WorkTask {
  if (!isBatch(payload)) {
    return decodePartTask(payload);
  }
  const { v, kind, ...task } = readTask(batchTaskV1, payload);
  return task;
}

function isBatch(payload: unknown): boolean {
  return (
    typeof payload === "object" && payload !== null && "kind" in payload && payload.kind === "batch"
  );
}
