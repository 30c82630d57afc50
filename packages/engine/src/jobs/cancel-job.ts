import {
  type Cause,
  isFinished,
  type JobId,
  jobStateOf,
  type Page,
  PenstockError,
  type Transfer,
  type TransferEvent,
} from "@penstock/core";
import { advance, enqueueNext } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { restoreJournalled } from "../repair/journal-restore.ts";
import { findJob } from "./find-job.ts";

const CAUSE: Cause = { code: "cancelled", message: "the job was cancelled" };
const CANCEL = { kind: "cancel-requested", cause: CAUSE } as const satisfies TransferEvent;
const PAGE = 500;

/**
 * Ends a job's transfers; one whose parts are all in is let through, because its object may be
 * there already. Asking again for a cancelled job changes nothing.
 *
 * @throws PenstockError `not-found`, or `state-conflict` for a job that ended in another way
 */
export async function cancelJob(
  engine: Pick<Engine, "ledger" | "journal" | "queue" | "log">,
  tenant: string,
  jobId: JobId,
): Promise<void> {
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
  for await (const transfer of transfersOf(engine, tenant, jobId)) {
    const current = await restoreJournalled(engine, transfer, CANCEL);
    const cancelled = await advance(engine, current, CANCEL);
    await enqueueNext(engine, cancelled);
  }
}

/** All transfers of a job that can be read. */
export async function* transfersOf(
  engine: Pick<Engine, "ledger">,
  tenant: string,
  jobId: JobId,
): AsyncGenerator<Transfer> {
  for await (const { items } of transferPages(engine, tenant, jobId)) {
    yield* items;
  }
}

export async function* transferPages(
  engine: Pick<Engine, "ledger">,
  tenant: string,
  jobId: JobId,
): AsyncGenerator<Page<Transfer>> {
  let cursor: string | undefined;
  do {
    const page = await engine.ledger.jobs.listTransfers(tenant, jobId, {
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    yield page;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
