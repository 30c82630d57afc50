import type { FinishedJob, JobId } from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";

/** A job that the ledger does not hold any more; undefined where it never had it, or its time is over. */
export async function archivedJob(
  { ledger, archive }: OnPorts<"history"> & Pick<Engine, "archive">,
  tenant: string,
  jobId: JobId,
): Promise<FinishedJob | undefined> {
  const [entry] = archive === undefined ? [] : await ledger.history.entries(tenant, [jobId]);
  const jobs = entry === undefined ? [] : await archive?.read(entry.segment, [jobId]);
  return jobs?.find(({ record }) => record.job.tenant === tenant);
}
