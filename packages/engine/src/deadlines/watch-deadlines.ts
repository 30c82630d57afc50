// Jobs that should be done by some time are judged again and again: whether they will be.

import {
  type JobRecord,
  type JobRef,
  type Late,
  lateOf,
  type ProcessPresence,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { apart } from "../repair/apart.ts";
import { forecastJob } from "./forecast-job.ts";

/** Of each tenant, those whose deadlines are the nearest. */
const MOST_JOBS = 1000;

type Watching = OnPorts<"deadlines" | "jobs" | "measures" | "workers"> &
  Pick<Engine, "clock" | "log" | "repeats">;

/** Notes which jobs are late and which are no more, and lets late ones have longer turns. */
export async function watchDeadlines(engine: Watching, signal?: AbortSignal): Promise<void> {
  const jobs = await engine.ledger.deadlines.jobsWithDeadline(MOST_JOBS);
  if (jobs.length === 0) {
    return;
  }
  const processes = await engine.ledger.workers.liveProcesses();
  for (const [tenant, ofTenant] of Map.groupBy(jobs, (job) => job.tenant)) {
    const ids = ofTenant.map(({ jobId }) => jobId);
    const records = await engine.ledger.jobs.readJobs(tenant, ids);
    for (const [index, ref] of ofTenant.entries()) {
      signal?.throwIfAborted();
      const about = { what: "the deadline of a job", fields: { jobId: ref.jobId } };
      await apart(engine, about, () => judge(engine, ref, records[index], processes));
    }
  }
}

async function judge(
  engine: Watching,
  { tenant, jobId }: JobRef,
  record: JobRecord | undefined,
  processes: readonly ProcessPresence[],
): Promise<void> {
  const { ledger, clock, log } = engine;
  if (record === undefined || record.finishedAtMs !== undefined || record.isCancelled) {
    // It is off the list then.
    const job = record?.job ?? { id: jobId, tenant, name: "", labels: {}, createdAtMs: 0 };
    await ledger.deadlines.noteLate(job, undefined);
    return;
  }
  const forecast = await forecastJob(engine, record, processes);
  const late = lateOf({ nowMs: clock.nowMs(), record, forecast });
  if (isSame(record.late, late) || !(await ledger.deadlines.noteLate(record.job, late))) {
    return;
  }
  if (late !== undefined && record.late === undefined) {
    const { reason, boost } = late;
    log.warn({ tenant, jobId, reason, boost }, "a job will not be done by its deadline");
  }
}

function isSame(before: Late | undefined, now: Late | undefined): boolean {
  return before?.reason === now?.reason && before?.boost === now?.boost;
}
