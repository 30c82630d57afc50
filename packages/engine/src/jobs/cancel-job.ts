import {
  isFinished,
  isTerminal,
  type JobId,
  type JobRef,
  PenstockError,
  stateOfJob,
  type Transfer,
} from "@penstock/core";
import { advance, dispatchUntilFull, enqueueNext } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { restoreJournalled } from "../repair/journal-restore.ts";
import { CANCEL } from "./cancel-event.ts";
import { findJob } from "./find-job.ts";
import { transferPages } from "./transfer-pages.ts";

/** Their scripts wait together for one way to Redis and back. */
const AT_ONCE = 50;
/** So that a client waits for a second at most, whatever the job's size; the leader does the rest. */
const REQUEST = { running: 1, all: 1 };

type Canceller = Pick<Engine, "ledger" | "journal" | "queue" | "log">;

/**
 * Marks a job as cancelled and ends its transfers, of a large job the first ones; one whose parts are all in is let through, because its object may be
 * there already. Asking again for a cancelled job changes nothing.
 *
 * @throws PenstockError `not-found`, or `state-conflict` for a job that ended in another way
 */
export async function cancelJob(engine: Canceller, tenant: string, jobId: JobId): Promise<void> {
  const record = await findJob(engine, tenant, jobId);
  const state = stateOfJob(record);
  if (state === "cancelled") {
    return;
  }
  if (isFinished(state)) {
    throw new PenstockError("state-conflict", `the job ${jobId} has ended already: ${state}`);
  }
  await engine.journal?.markCancelled({ tenant, jobId });
  await engine.ledger.jobs.markCancelled(tenant, jobId);
  await cancelTransfers(engine, { tenant, jobId }, REQUEST);
  if (record.job.bulk !== undefined) {
    // Its batches say themselves that they were cancelled, once a worker has them.
    await dispatchUntilFull(engine, tenant);
  }
}

/**
 * Ends the transfers of a job that is marked as cancelled. The leader continues what a request left to it, or
 * died over.
 *
 * @param pages after so many with something to end, or so many of any kind, it stops
 */
export async function cancelTransfers(
  engine: Canceller,
  job: JobRef,
  pages: { readonly running: number; readonly all: number },
): Promise<void> {
  let { running, all } = pages;
  for await (const { items, nextCursor } of transferPages(engine, job)) {
    const open = items.filter(({ state }) => !isTerminal(state));
    for (let at = 0; at < open.length; at += AT_ONCE) {
      const some = open.slice(at, at + AT_ONCE);
      await Promise.all(some.map((transfer) => cancelTransfer(engine, transfer)));
    }
    running -= open.some(isRunning) ? 1 : 0;
    all -= 1;
    if (Math.min(running, all) <= 0 && nextCursor !== undefined) {
      return;
    }
  }
  await engine.ledger.jobs.endCancelling(job.tenant, job.jobId);
}

/** All others are let through, or are being ended. */
function isRunning({ state }: Transfer): boolean {
  return state.kind === "planned" || state.kind === "uploading";
}

async function cancelTransfer(engine: Canceller, transfer: Transfer): Promise<void> {
  const current = await restoreJournalled(engine, transfer, CANCEL);
  const cancelled = await advance(engine, current, CANCEL);
  await enqueueNext(engine, cancelled);
}
