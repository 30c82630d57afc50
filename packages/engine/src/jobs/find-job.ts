import {
  formatRetention,
  type JobId,
  type JobRecord,
  MAX_FINISHED_JOBS,
  PenstockError,
  type Retention,
  type Transfer,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { archivedJob } from "../history/archived-job.ts";
import { isHistoryWhole } from "../history/history-rebuild.ts";

export type FindingEngine = OnPorts<"history" | "jobs"> &
  Pick<Engine, "journal" | "archive"> & {
    /** For the person who asks for a job that is gone. */
    readonly retention?: Retention | undefined;
  };

/**
 * The record of a job, from the ledger or from the archive of finished jobs. One that the journal still
 * has was lost with the ledger, and comes back within a few sweeps: the client has to ask again,
 * for "not found" would be believed.
 *
 * @throws PenstockError `not-found`, `ledger-unavailable`, `journal-unavailable`
 */
export async function findJob(
  engine: FindingEngine,
  tenant: string,
  jobId: JobId,
): Promise<JobRecord> {
  const look = async () =>
    (await engine.ledger.jobs.readJob(tenant, jobId)) ??
    (await archivedJob(engine, tenant, jobId))?.record;
  const record = await look();
  if (record !== undefined) {
    return record;
  }
  if ((await engine.journal?.readJob({ tenant, jobId })) !== undefined) {
    throw new PenstockError(
      "ledger-unavailable",
      `the ledger lost the job ${jobId}: it is being restored from the journal`,
    );
  }
  if (engine.archive !== undefined && !(await isHistoryWhole(engine))) {
    throw new PenstockError(
      "ledger-unavailable",
      `the ledger lost its list of finished jobs, which is being made again from the journal: ask for the job ${jobId} again`,
    );
  }
  // What was restored, or archived, while the others were asked is in one of the first two by now.
  const moved = await look();
  if (moved !== undefined) {
    return moved;
  }
  throw new PenstockError("not-found", `there is no job ${jobId}${keptFor(engine)}`);
}

function keptFor({ retention, journal }: FindingEngine): string {
  if (retention === undefined) {
    return "";
  }
  const most =
    journal === undefined
      ? `, and at most ${MAX_FINISHED_JOBS.toLocaleString("en")} of them without a journal`
      : "";
  return `: finished jobs are kept for ${formatRetention(retention)} (PENSTOCK_RETENTION)${most}`;
}

/** Whether the job of a transfer was cancelled. */
export async function isCancelled(
  { ledger }: OnPorts<"jobs">,
  { tenant, jobId }: Transfer,
): Promise<boolean> {
  return (await ledger.jobs.readJob(tenant, jobId))?.isCancelled === true;
}
