// A job that lists what it moves is accepted: checked, written down, and its listing asked for.

import {
  ALL_KEYS,
  asTenant,
  type BulkRequest,
  type Job,
  type JobRecord,
  jobQuotaOf,
  type Ledger,
  type ListingStore,
  newJobRecord,
  type Opening,
  PenstockError,
  type Ruled,
  type TaskQueue,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import { keepLimits, type LimitDesk } from "../limits/set-limits.ts";
import { withListedOrder } from "../listing/listed-order.ts";
import { checkBulkSpec } from "./check-bulk-spec.ts";
import type { FindingEngine } from "./find-job.ts";
import { refuseSecond } from "./find-submitted.ts";
import { noteManifestOf, withManifestVersion, withSealedManifest } from "./manifest-of-job.ts";
import { noteRetry } from "./note-retry.ts";
import { type RowsEngine, withRows } from "./rows-of-job.ts";
import { alreadySubmitted, newJob, writeAccepted } from "./submit-job.ts";

type Submitter = Pick<
  Engine,
  "journal" | "archive" | "connections" | "signedSources" | "manifests" | "clock" | "random" | "log"
> &
  Ruled & { readonly limitDesk?: LimitDesk | undefined } & Omit<
    FindingEngine & RowsEngine,
    "ledger"
  > & {
    readonly ledger: Pick<Ledger, "jobs" | "history" | "parts"> & {
      readonly listings: Pick<ListingStore, "openListing">;
    };
    readonly queue: Pick<TaskQueue, "addListing">;
  };

const FIRST_OPENING: Opening = {
  epoch: 1,
  shards: [ALL_KEYS],
  recorded: {
    counts: { stored: 0, skipped: 0, failed: 0, aborted: 0 },
    coveredBytes: 0,
    extra: 0,
    segments: 0,
  },
  transfers: [],
};

/**
 * Accepts a bulk job: writes it to the journal, opens its listing, then asks for the first turn at it.
 *
 * @throws PenstockError `journal-required`, `connection-forbidden`, `quota-exceeded`, and as `checkBulkSpec` and `submitJob` do
 */
export async function submitBulkJob(
  submitter: Submitter,
  request: BulkRequest,
  signal: AbortSignal,
): Promise<JobRecord> {
  const { engine, rules } = await asTenant(submitter, request.tenant);
  const { journal, clock, connections, ledger, queue, log } = engine;
  if (journal === undefined) {
    throw new PenstockError(
      "journal-required",
      "a job that lists what it moves needs a journal for the outcome of each object: set PENSTOCK_JOURNAL for the api and coordinator processes",
    );
  }
  const { tenant, spec } = request;
  const there = await alreadySubmitted(engine, request);
  if (there !== undefined) {
    return there;
  }
  checkBulkSpec(connections, spec, clock.nowMs());
  const made = newJob(engine, request);
  const { id } = made;
  const sealed = withSealedManifest(engine, { ...request, id });
  const named = await withManifestVersion(engine, { id, tenant, spec: sealed }, signal);
  await noteManifestOf(engine, { id, tenant, spec: named });
  const bulk = withListedOrder(connections, await withRows(engine, tenant, named));
  const job: Job = { ...made, bulk };
  if (job.limits !== undefined) {
    await keepLimits(engine, job, job.limits);
  }
  await journal.writeJob(job, []);
  await refuseSecond(engine, job, request.submission);
  const quota = jobQuotaOf(rules);
  await writeAccepted(engine, job, () => ledger.listings.openListing(job, FIRST_OPENING, quota));
  if (job.retryOf !== undefined) {
    await noteRetry(engine, job);
  }
  try {
    await queue.addListing({ tenant, jobId: id });
  } catch (error) {
    // The job is accepted: the sweep finds every listing that is idle.
    log.warn(
      { jobId: id, err: error },
      "the listing could not be queued; the sweep queues it later",
    );
  }
  const record = newJobRecord(job, 0);
  return { ...record, counts: { ...record.counts, listing: 1 } };
}
