import { isFinished, type JobId, type JobRecord, stateOfJob } from "@penstock/core";
import { findJob, forecastJob } from "@penstock/engine";
import type { JobView } from "@penstock/wire";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { kept } from "../http/kept.ts";
import { toJobView } from "./job-views.ts";

/** A job that waits for workers may say so this much later. */
const WORKERS_KEPT_MS = 1000;

/** Shows jobs with what is around them: who lives, what tried them again, and when they will be done. */
export function jobViewer(dependencies: HttpDependencies) {
  const { ledger, clock } = dependencies;
  const workers = kept(() => ledger.workers.liveWorkers(), WORKERS_KEPT_MS, clock);
  const processes = kept(() => ledger.workers.liveProcesses(), WORKERS_KEPT_MS, clock);

  async function viewJobs(
    tenant: string,
    records: readonly JobRecord[],
  ): Promise<(record: JobRecord) => JobView> {
    const ended = records.filter(hasEnded).map(({ job }) => job.id);
    const running = records.filter(isRunning);
    const [{ length }, live, retries] = await Promise.all([
      workers(),
      processes(),
      ledger.history.supersededBy(tenant, ended),
    ]);
    const forecasts = await Promise.all(
      running.map((record) => forecastJob(dependencies, record, live)),
    );
    const now = { liveWorkers: length, nowMs: clock.nowMs(), processes: live };
    const supersededBy = new Map(ended.map((id, index) => [id, retries[index]]));
    const forecastOf = new Map(running.map(({ job }, index) => [job.id, forecasts[index]]));
    return (record) =>
      toJobView(record, {
        ...now,
        supersededBy: supersededBy.get(record.job.id),
        forecast: forecastOf.get(record.job.id),
      });
  }

  const viewRecord = async (record: JobRecord) =>
    (await viewJobs(record.job.tenant, [record]))(record);

  const viewJob = async (tenant: string, jobId: JobId) =>
    viewRecord(await findJob(dependencies, tenant, jobId));

  return { viewJobs, viewRecord, viewJob };
}

function hasEnded(record: JobRecord): boolean {
  return isFinished(stateOfJob(record));
}

/** Of a job that has not begun, nothing was measured. */
function isRunning(record: JobRecord): boolean {
  return !hasEnded(record) && stateOfJob(record) !== "queued";
}
