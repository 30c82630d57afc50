import {
  type Cause,
  isFinished,
  type JobId,
  jobStateOf,
  PenstockError,
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

type Canceller = Pick<Engine, "ledger" | "journal" | "queue" | "log">;

/**
 * Ends a job's transfers; one whose parts are all in is let through, because its object may be
 * there already. Asking again for a cancelled job changes nothing.
 *
 * @throws PenstockError `not-found`, or `state-conflict` for a job that ended in another way
 */
export async function cancelJob(engine: Canceller, tenant: string, jobId: JobId): Promise<void> {
  const record = await findJob(engine, tenant, jobId);
  const state = jobStateOf(record.counts, record.isCancelled);
  if (state === "cancelled") {
    return;
  }
  if (isFinished(state)) {
    throw new PenstockError("state-conflict", `the job ${jobId} has ended already: ${state}`);
  }
  await engine.journal?.markCancelled({ tenant, jobId });
  await engine.ledger.jobs.markCancelled(tenant, jobId);
  for await (const { items } of transferPages(engine, { tenant, jobId })) {
    for (let at = 0; at < items.length; at += AT_ONCE) {
      const some = items.slice(at, at + AT_ONCE);
      await Promise.all(some.map((transfer) => cancelTransfer(engine, transfer)));
    }
  }
}

async function cancelTransfer(engine: Canceller, transfer: Transfer): Promise<void> {
  const current = await restoreJournalled(engine, transfer, CANCEL);
  const cancelled = await advance(engine, current, CANCEL);
  await enqueueNext(engine, cancelled);
}
