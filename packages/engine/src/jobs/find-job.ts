import { type JobId, type JobRecord, PenstockError } from "@penstock/core";
import type { Engine } from "../engine.ts";

/**
 * The ledger's record of a job. One that the journal still has was lost with the ledger, and comes back
 * within a few sweeps: whoever asks for it has to ask again, for "not found" would be believed.
 *
 * @throws PenstockError `not-found`, `ledger-unavailable`, `journal-unavailable`
 */
export async function findJob(
  engine: Pick<Engine, "ledger" | "journal">,
  tenant: string,
  jobId: JobId,
): Promise<JobRecord> {
  const record = await engine.ledger.jobs.readJob(tenant, jobId);
  if (record !== undefined) {
    return record;
  }
  if ((await engine.journal?.readJob({ tenant, jobId })) !== undefined) {
    throw new PenstockError(
      "ledger-unavailable",
      `the ledger lost the job ${jobId}: it is being restored from the journal`,
    );
  }
  throw new PenstockError("not-found", `there is no job ${jobId}`);
}
