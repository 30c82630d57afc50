// A job is accepted: checked, written down, and its plan asked for.

import {
  checkDestinationKey,
  checkPartSize,
  checkSourceKey,
  type Job,
  type JobRecord,
  newJobId,
  newJobRecord,
  newTransferId,
  type SubmitRequest,
  type Transfer,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";

type Submitter = Pick<
  Engine,
  "ledger" | "journal" | "queue" | "connections" | "clock" | "random" | "log"
>;

/**
 * Accepts a job: writes it and its transfer to the journal and the ledger, then asks for the plan.
 *
 * @returns the job as it was written, which need not be read for the response
 * @throws PenstockError `connection-unknown`, `connection-unsuitable`, `key-invalid`, `plan-impossible`,
 * `ledger-unavailable`, `journal-unavailable`
 */
export async function submitJob(engine: Submitter, request: SubmitRequest): Promise<JobRecord> {
  const source = engine.connections.source(request.source.connection);
  const { profile } = engine.connections.store(request.destination.connection);
  checkDestinationKey(request.destination.key);
  checkSourceKey(request.source.key, source.kind ?? "s3");
  if (request.options.partSizeBytes !== undefined) {
    checkPartSize(request.options.partSizeBytes, profile.limits);
  }

  const { job, transfer } = makeJob(engine, request);
  await engine.journal?.writeJob(job, [transfer]);
  await writeAccepted(engine, job, () => engine.ledger.jobs.createJob(job, [transfer]));
  try {
    await engine.queue.addPlan(transfer);
  } catch (error) {
    // The job is accepted: the sweep finds every unplanned transfer.
    engine.log.warn(
      { jobId: job.id, err: error },
      "the plan task could not be queued; the sweep queues it later",
    );
  }
  return newJobRecord(job, 1);
}

type JobKeeper = Pick<Engine, "journal" | "log"> & {
  readonly ledger: Pick<Engine["ledger"], "jobs">;
};

/** Writes a job to the ledger that is in the journal already, or takes it out of that again. */
export async function writeAccepted(
  engine: JobKeeper,
  job: Job,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(await isWritten(engine, job))) {
      await forgetRefused(engine, job);
      throw error;
    }
  }
}

/** Only the response may have been lost. What cannot be asked now counts as not written. */
async function isWritten({ ledger }: OnPorts<"jobs">, { id, tenant }: Job): Promise<boolean> {
  try {
    return (await ledger.jobs.readJob(tenant, id)) !== undefined;
  } catch {
    return false;
  }
}

/** The client is told that its job was not accepted, so it must not be found again either. */
async function forgetRefused(
  { journal, log }: Pick<Engine, "journal" | "log">,
  { id: jobId, tenant }: Job,
): Promise<void> {
  try {
    await journal?.forget({ tenant, jobId });
  } catch (error) {
    log.warn({ jobId, err: error }, "a job that was refused stays in the journal and may run");
  }
}

function makeJob(
  engine: Pick<Engine, "clock" | "random">,
  request: SubmitRequest,
): { readonly job: Job; readonly transfer: Transfer } {
  const { tenant, name, labels, source, destination, options } = request;
  const nowMs = engine.clock.nowMs();
  const job: Job = {
    id: newJobId(nowMs, engine.random.bytes(10)),
    tenant,
    name,
    labels,
    createdAtMs: nowMs,
  };
  const transfer: Transfer = {
    id: newTransferId(nowMs, engine.random.bytes(10)),
    jobId: job.id,
    tenant,
    source,
    destination,
    options,
    generation: 1,
    revision: 1,
    state: { kind: "planned", intents: [] },
  };
  return { job, transfer };
}
