import {
  type Cause,
  isFinished,
  isTerminal,
  type JobId,
  type JobRef,
  PenstockError,
  stateOfJob,
  type Transfer,
  type TransferEvent,
} from "@penstock/core";
import { advance, enqueueNext } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { restoreJournalled } from "../repair/journal-restore.ts";
import { findJob } from "./find-job.ts";
import { transferPages } from "./transfer-pages.ts";

const CAUSE: Cause = { code: "cancelled", message: "the job was cancelled" };
const CANCEL = { kind: "cancel-requested", cause: CAUSE } as const satisfies TransferEvent;
/** Their scripts wait together for one way to Redis and back. */
const AT_ONCE = 50;
/** So that a client waits for a second at most; the leader does the rest. */
const PAGES_OF_A_REQUEST = 1;

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
  await cancelTransfers(engine, { tenant, jobId }, PAGES_OF_A_REQUEST);
}

/**
 * Ends the transfers of a job that is marked as cancelled. The leader continues what a request left to it, or
 * died over.
 *
 * @param maxPages after so many pages with something to end it stops
 */
export async function cancelTransfers(
  engine: Canceller,
  job: JobRef,
  maxPages: number,
): Promise<void> {
  let pages = 0;
  for await (const { items, nextCursor } of transferPages(engine, job)) {
    const open = items.filter(({ state }) => !isTerminal(state));
    for (let at = 0; at < open.length; at += AT_ONCE) {
      const some = open.slice(at, at + AT_ONCE);
      await Promise.all(some.map((transfer) => cancelTransfer(engine, transfer)));
    }
    pages += open.some(isRunning) ? 1 : 0;
    if (pages >= maxPages && nextCursor !== undefined) {
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
