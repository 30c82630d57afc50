import { isFinished, isPenstockError, type Run, stateOfJob } from "@penstock/core";
import { findJob } from "../jobs/find-job.ts";
import type { ScheduleEngine } from "./schedule-engine.ts";

/** Of the job of a run that was started. One of which nothing is kept has ended long ago. */
export async function stateOfRun(
  engine: ScheduleEngine,
  tenant: string,
  { jobId }: Run,
): Promise<"running" | "cancelling" | "ended"> {
  try {
    const record = await findJob(engine, tenant, jobId);
    if (isFinished(stateOfJob(record))) {
      return "ended";
    }
    return record.isCancelled ? "cancelling" : "running";
  } catch (error) {
    if (isPenstockError(error, "not-found")) {
      return "ended";
    }
    throw error;
  }
}
