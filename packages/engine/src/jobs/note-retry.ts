import type { Job, JobRecord, RetryNote } from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";

type NotingEngine = OnPorts<"history"> & Pick<Engine, "log">;

/**
 * So that a job that was tried again shows by which one. The new job names it as well: what is not noted now is
 * noted when that one is restored from the journal, or archived.
 */
export async function noteRetry(engine: NotingEngine, job: Job): Promise<void> {
  try {
    await noteRetries(engine, job.tenant, [{ job }]);
  } catch (error) {
    engine.log.warn(
      { jobId: job.id, retryOf: job.retryOf, err: error },
      "a retry was not noted yet",
    );
  }
}

/** Of those of one tenant that try others again; most jobs try nothing again. */
export async function noteRetries(
  { ledger }: Pick<NotingEngine, "ledger">,
  tenant: string,
  records: readonly Pick<JobRecord, "job">[],
): Promise<void> {
  const retries = retriesAmong(records);
  if (retries.length > 0) {
    await ledger.history.noteRetries(tenant, retries);
  }
}

function retriesAmong(records: readonly Pick<JobRecord, "job">[]): readonly RetryNote[] {
  return records.flatMap(({ job: { id: jobId, retryOf } }) =>
    retryOf === undefined ? [] : [{ jobId, retryOf }],
  );
}
