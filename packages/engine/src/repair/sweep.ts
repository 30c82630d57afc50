import { decide, isActive, type TenantWork, type Transfer } from "@penstock/core";
import { dispatchUntilFull, enqueueNext, refOf } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { cancelTransfers } from "../jobs/cancel-job.ts";
import { shareSlots } from "../tenants/share-slots.ts";
import { apart } from "./apart.ts";

/** Two leases: by then the queue itself has brought again what a dead worker had in hand. */
const HELD_MS = 30_000;
/** A finalize or plan task that waits for its turn this long is asked for again; asking twice is harmless. */
const IDLE_MS = 15_000;
const BATCH = 500;

/** Some thousand transfers of one job that is cancelled. */
const CANCELLED_PAGES = { running: 10, all: Number.POSITIVE_INFINITY };

type SweptEngine = Pick<Engine, "ledger" | "journal" | "queue" | "log" | "repeats" | "clock"> &
  Pick<Parameters<typeof shareSlots>[0], "tenants" | "limitBook" | "connectionNames">;

/**
 * One pass of the level-triggered repair. It looks only at the ledger and repeats every handoff
 * that may have been lost: refills up to the in-flight limit, parts, plans and finalizes. The leader runs
 * it; two may do so at once, for every step is a repeat of something idempotent.
 */
export async function sweepOnce(engine: SweptEngine, signal?: AbortSignal): Promise<void> {
  const { ledger } = engine;
  const work = await ledger.parts.work();
  const sharing = { what: "the shares of the tenants", fields: {} };
  await apart(engine, sharing, () => shareSlots(engine, work, signal));
  // This read forgets those that are silent for too long, which is an event for those that watch.
  await ledger.workers.liveProcesses();
  for (const each of work) {
    signal?.throwIfAborted();
    const about = { what: "the sweep of a tenant", fields: { tenant: each.tenant } };
    await apart(engine, about, () => sweepTenant(engine, each));
  }
}

async function sweepTenant(engine: SweptEngine, work: TenantWork): Promise<void> {
  const { ledger, queue, log } = engine;
  const { tenant } = work;
  if (work.cancellingJobs > 0) {
    await continueCancels(engine, tenant);
  }
  // What waits for a time is in no queue: only a dispatch finds that it is due.
  if (isActive(work) || work.bulkJobs > 0) {
    await dispatchUntilFull(engine, tenant);
  }
  if (isActive(work)) {
    const held = await ledger.parts.heldParts(tenant, HELD_MS, BATCH);
    if (held.length > 0) {
      log.info(
        { tenant, parts: held.length },
        "queueing again parts that have held a permit for long",
      );
      await queue.addParts(held);
    }
  }
  if (work.bulkJobs > 0) {
    await continueLists(engine, tenant);
    await queue.addBatches(await ledger.batches.heldBatches(tenant, HELD_MS, BATCH));
  }
  if (work.openTransfers > 0) {
    for (const transfer of await ledger.transfers.idleTransfers(tenant, IDLE_MS, BATCH)) {
      const fields = { ...refOf(transfer), jobId: transfer.jobId };
      const about = { what: "queueing the next step of a transfer", fields };
      await apart(engine, about, () => askAgain(engine, transfer));
    }
  }
}

/** Lists that go on where there is room again, and nothing asked for it. */
async function continueLists({ ledger, queue }: SweptEngine, tenant: string): Promise<void> {
  for (const jobId of await ledger.listings.listable(tenant, IDLE_MS, BATCH)) {
    await queue.addListing({ tenant, jobId });
  }
}

/** A plan that was never tried is queued behind newer ones. One that failed waits for its pause to end. */
async function askAgain(engine: SweptEngine, transfer: Transfer): Promise<void> {
  const { transfers } = engine.ledger;
  const isPlan = decide(transfer) === "plan";
  if (isPlan && (await transfers.failures(refOf(transfer))).length === 0) {
    await engine.queue.addPlan(transfer, "waited");
  } else {
    await enqueueNext(engine, transfer);
  }
}

/** What requests left over, of large jobs or because their process died. */
async function continueCancels(engine: SweptEngine, tenant: string): Promise<void> {
  for (const jobId of await engine.ledger.jobs.cancelling(tenant)) {
    const about = { what: "the cancel of a job", fields: { tenant, jobId } };
    await apart(engine, about, () => cancelTransfers(engine, { tenant, jobId }, CANCELLED_PAGES));
  }
}
