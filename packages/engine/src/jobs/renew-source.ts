// The source of a running job is a signed URL, and gets another one.

import {
  isFinished,
  isUrlOrigin,
  type JobRef,
  PenstockError,
  parseSourceUrl,
  stateOfJob,
  type Transfer,
  withRenewedQuery,
} from "@penstock/core";
import { refOf } from "../advance.ts";
import type { Engine, OnPorts } from "../engine.ts";
import { signedSourcesOf } from "../sources/signed-sources.ts";
import { type FindingEngine, findJob } from "./find-job.ts";

type Renewing = FindingEngine &
  OnPorts<"transfers" | "jobs"> &
  Pick<Engine, "journal" | "signedSources">;

/**
 * Replaces the URL by which a job reads its source. The object has to be the same one, and is compared as after any
 * other pause: so what is stored already stays.
 *
 * @throws PenstockError `not-found`, `key-invalid`, `state-conflict` for a job that has ended, `request-invalid` for one
 * of another source, and `sealing-key-missing`
 */
export async function renewSource(engine: Renewing, job: JobRef, url: string): Promise<void> {
  const { address, query } = parseSourceUrl(url);
  const record = await findJob(engine, job.tenant, job.jobId);
  const state = stateOfJob(record);
  if (isFinished(state)) {
    throw ended(job, state);
  }
  const { items } = await engine.ledger.jobs.listTransfers(job.tenant, job.jobId, { limit: 1 });
  const [transfer] = items;
  if (record.job.bulk !== undefined || transfer === undefined) {
    throw new PenstockError("request-invalid", "the source of this job is no URL");
  }
  assertSameObject(transfer, address);
  const sealed = signedSourcesOf(engine).seal(transfer.id, query);
  if (!(await renew(engine, transfer, sealed))) {
    throw ended(job, "its source is read no more");
  }
}

function assertSameObject({ source }: Transfer, address: Transfer["source"]): void {
  if (!isUrlOrigin(source.connection)) {
    throw new PenstockError("request-invalid", "the source of this job is no URL");
  }
  if (source.connection !== address.connection || source.key !== address.key) {
    throw new PenstockError(
      "request-invalid",
      `the URL is of another object than ${source.connection}/${source.key}: only its query may differ. Submit a job of its own for it`,
    );
  }
}

/** The journal first: a ledger that is restored from it has to know the newest. */
async function renew(engine: Renewing, transfer: Transfer, sealed: string): Promise<boolean> {
  let current: Transfer | undefined = transfer;
  while (current !== undefined) {
    const next = withRenewedQuery(current, sealed);
    if (next === undefined) {
      return false;
    }
    await engine.journal?.writeTransfer(next);
    if (await engine.ledger.transfers.save(current, next)) {
      return true;
    }
    current = await engine.ledger.transfers.readTransfer(refOf(transfer));
  }
  return false;
}

function ended({ jobId }: JobRef, how: string): PenstockError {
  return new PenstockError("state-conflict", `the job ${jobId} has ended already: ${how}`);
}
