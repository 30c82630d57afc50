// What a client says of its job is changed while the job runs.

import {
  type Clock,
  type Deadline,
  deadlineAfter,
  isFinished,
  type Job,
  type JobRecord,
  type JobRef,
  PenstockError,
  stateOfJob,
} from "@penstock/core";
import type { OnPorts } from "../engine.ts";
import { type FindingEngine, findJob } from "./find-job.ts";

/** As JSON merge patch has it (RFC 7396): null takes a value away, what is left out stays. */
export type JobChange = {
  readonly weight?: number | null;
  readonly labels?: Readonly<Record<string, string | null>> | null;
  readonly deadline?: Deadline | null;
};

const MAX_LABELS = 32;
/** As often as others may change it in between. */
const MAX_TRIES = 8;

/**
 * Changes weight, labels and deadline of a job that has not ended, in the journal first.
 *
 * @throws PenstockError `not-found`, `request-invalid`, or `state-conflict` for a job that has ended
 */
export async function changeJob(
  engine: FindingEngine & OnPorts<"parts"> & { readonly clock: Clock },
  ref: JobRef,
  change: JobChange,
): Promise<void> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const record = await findJob(engine, ref.tenant, ref.jobId);
    refuseEnded(record);
    const { job } = record;
    const changed = withChange(job, change, engine.clock.nowMs());
    if (JSON.stringify(changed) === JSON.stringify(job)) {
      return;
    }
    await writeToJournal(engine, ref, changed);
    if (await engine.ledger.parts.changeJob(job, changed)) {
      return;
    }
  }
  throw new PenstockError(
    "state-conflict",
    `the job ${ref.jobId} is being changed by others: try again`,
  );
}

function refuseEnded(record: JobRecord): void {
  const state = stateOfJob(record);
  if (isFinished(state)) {
    throw new PenstockError(
      "state-conflict",
      `the job ${record.job.id} has ended already: ${state}`,
    );
  }
}

function withChange(job: Job, { weight, labels, deadline }: JobChange, nowMs: number): Job {
  const { weight: known, deadlineMs: before, ...rest } = job;
  const given =
    deadline === null || deadline === undefined ? undefined : deadlineAfter(deadline, nowMs);
  const deadlineMs = deadline === undefined ? before : given;
  const next = weight === undefined ? known : (weight ?? undefined);
  const merged = labels === null ? {} : { ...job.labels, ...labels };
  const kept = Object.entries(merged).filter((pair): pair is [string, string] => pair[1] !== null);
  if (kept.length > MAX_LABELS) {
    throw new PenstockError(
      "request-invalid",
      `the job would have ${kept.length} labels: ${MAX_LABELS} are possible, take some away with null`,
    );
  }
  return {
    ...rest,
    labels: Object.fromEntries(kept),
    ...(next !== undefined && { weight: next }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  };
}

async function writeToJournal(
  { journal }: FindingEngine,
  ref: JobRef,
  changed: Job,
): Promise<void> {
  const known = await journal?.readJob(ref);
  if (known !== undefined) {
    // Those of a bulk job are written one by one, and found without its own document.
    await journal?.replaceJob(changed, changed.bulk === undefined ? known.transfers : []);
  }
}
