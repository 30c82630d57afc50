// A job is accepted: checked, written down, and its plan asked for.

import {
  asTenant,
  type Connections,
  checkDestinationKey,
  checkPartSize,
  checkSourceKey,
  deadlineAfter,
  derivedTransferId,
  type Job,
  type JobRecord,
  jobQuotaOf,
  newJobId,
  newJobRecord,
  newTransferId,
  type Ruled,
  type SubmitRequest,
  type Transfer,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { archivedJob } from "../history/archived-job.ts";
import { keepLimits, type LimitDesk } from "../limits/set-limits.ts";
import { signedSourcesOf } from "../sources/signed-sources.ts";
import { refuseSecond } from "./find-submitted.ts";
import { noteRetry } from "./note-retry.ts";

type Submitter = Pick<
  Engine,
  | "ledger"
  | "journal"
  | "archive"
  | "queue"
  | "connections"
  | "hashing"
  | "clock"
  | "random"
  | "log"
  | "signedSources"
> &
  Ruled & { readonly limitDesk?: LimitDesk | undefined };

/**
 * Accepts a job: writes it and its transfer to the journal and the ledger, then asks for the plan.
 *
 * @returns the job as it was written, which need not be read for the response
 * @throws PenstockError `connection-unknown`, `connection-unsuitable`, `key-invalid`, `plan-impossible`,
 * `connection-forbidden`, `quota-exceeded`, `sealing-key-missing`, `ledger-unavailable`, `journal-unavailable`
 */
export async function submitJob(submitter: Submitter, request: SubmitRequest): Promise<JobRecord> {
  const { engine, rules } = await asTenant(submitter, request.tenant);
  checkSubmitRequest(engine.connections, request);
  const there = await alreadySubmitted(engine, request);
  if (there !== undefined) {
    return there;
  }
  const { job, transfer } = makeJob(engine, request);
  if (job.limits !== undefined) {
    await keepLimits(engine, job, job.limits);
  }
  if (engine.journal !== undefined) {
    await engine.journal.writeJob(job, [transfer]);
    await (request.submission && refuseSecond(engine, job, request.submission));
  }
  await writeAccepted(engine, job, () =>
    engine.ledger.jobs.createJob(job, [transfer], jobQuotaOf(rules)),
  );
  if (engine.journal === undefined) {
    await (request.submission && refuseSecond(engine, job, request.submission));
  }
  if (job.retryOf !== undefined) {
    await noteRetry(engine, job);
  }
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

/** @throws PenstockError `connection-unknown`, `connection-unsuitable`, `key-invalid`, `plan-impossible` */
export function checkSubmitRequest(
  connections: Connections,
  { source: { connection, key }, destination, options }: SubmitRequest,
): void {
  const source = connections.source(connection);
  const { profile } = connections.store(destination.connection);
  checkDestinationKey(destination.key);
  checkSourceKey(key, source.kind ?? "s3");
  if (options.partSizeBytes !== undefined) {
    checkPartSize(options.partSizeBytes, profile.limits);
  }
}

type Finder = OnPorts<"history" | "jobs"> & Pick<Engine, "archive">;

/** The job of a schedule's tick, which has been ordered before. */
export async function alreadySubmitted(
  engine: Finder,
  { tenant, origin }: Pick<SubmitRequest, "tenant" | "origin">,
): Promise<JobRecord | undefined> {
  if (origin === undefined) {
    return undefined;
  }
  const { jobId } = origin;
  return (
    (await engine.ledger.jobs.readJob(tenant, jobId)) ??
    (await archivedJob(engine, tenant, jobId))?.record
  );
}

/** What a job is called and of what it is, whatever it moves. */
export function newJob(
  { clock, random }: Pick<Engine, "clock" | "random">,
  request: Omit<SubmitRequest, "source" | "destination" | "options">,
): Job {
  const { tenant, name, labels, weight, limits, origin, retryOf, submission, deadline } = request;
  const { traceparent } = request;
  const createdAtMs = clock.nowMs();
  const common = {
    ...{ tenant, name, labels, createdAtMs },
    ...(weight !== undefined && { weight }),
    ...(limits !== undefined && { limits }),
    ...(retryOf !== undefined && { retryOf }),
    ...(traceparent !== undefined && { traceparent }),
    ...(deadline !== undefined && {
      deadlineMs: deadlineAfter(deadline, origin?.scheduledForMs ?? createdAtMs),
    }),
  };
  if (submission !== undefined) {
    const { jobId: id, fingerprint } = submission;
    return { id, ...common, fingerprint };
  }
  if (origin === undefined) {
    return { id: newJobId(createdAtMs, random.bytes(10)), ...common };
  }
  const { jobId: id, ...schedule } = origin;
  return { id, ...common, schedule };
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
  engine: Pick<Engine, "clock" | "random" | "hashing" | "signedSources">,
  request: SubmitRequest,
): { readonly job: Job; readonly transfer: Transfer } {
  const { tenant, source, query = "", destination, options, origin, submission } = request;
  const job = newJob(engine, request);
  const id =
    origin === undefined && submission === undefined
      ? newTransferId(job.createdAtMs, engine.random.bytes(10))
      : derivedTransferId(job.id, destination.key, engine.hashing);
  const transfer: Transfer = {
    id,
    jobId: job.id,
    tenant,
    source,
    ...(query !== "" && { sealedQuery: signedSourcesOf(engine).seal(id, query) }),
    destination,
    options,
    ...(job.traceparent !== undefined && { traceparent: job.traceparent }),
    generation: 1,
    revision: 1,
    state: { kind: "planned", intents: [] },
  };
  return { job, transfer };
}
