import { dispatchUntilFull, enqueueNext, refOf } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { apart } from "./apart.ts";

/** Two leases: by then the queue itself has brought again what a dead worker had in hand. */
const HELD_MS = 30_000;
/** A finalize or plan task that waits for its turn this long is asked for again; asking twice is harmless. */
const IDLE_MS = 15_000;
const BATCH = 500;

/** Queued parts per running one: enough that no slot waits for the refill. */
const IN_FLIGHT_PER_SLOT = 1.25;
const MIN_WINDOW = 16;
const MAX_WINDOW = 4096;

/**
 * One pass of the level-triggered repair. It looks only at the ledger and repeats every handoff
 * that may have been lost: refills up to the in-flight limit, parts, plans and finalizes. Any number of
 * coordinators may run it at once, for every step is a repeat of something idempotent.
 */
export async function sweepOnce(engine: Pick<Engine, "ledger" | "queue" | "log">): Promise<void> {
  const { ledger } = engine;
  const tenants = await ledger.tenants();
  const inFlightLimit = inFlightLimitFor(await ledger.liveWorkers(), tenants.length);
  for (const tenant of tenants) {
    const about = { fields: { tenant }, message: "a tenant cannot be swept" };
    await apart(engine, about, () => sweepTenant(engine, tenant, inFlightLimit));
  }
}

async function sweepTenant(
  engine: Pick<Engine, "ledger" | "queue" | "log">,
  tenant: string,
  inFlightLimit: number,
): Promise<void> {
  const { ledger, queue, log } = engine;
  await ledger.setInFlightLimit(tenant, inFlightLimit);
  await dispatchUntilFull(engine, tenant);
  const held = await ledger.heldParts(tenant, HELD_MS, BATCH);
  if (held.length > 0) {
    log.info({ tenant, parts: held.length }, "queueing parts that are held for long");
    await queue.addParts(held);
  }
  for (const transfer of await ledger.idleTransfers(tenant, IDLE_MS, BATCH)) {
    const about = { fields: refOf(transfer), message: "a transfer cannot be swept" };
    await apart(engine, about, () => enqueueNext(engine, transfer));
  }
}

function inFlightLimitFor(workers: readonly { readonly slots: number }[], tenants: number): number {
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const share = Math.ceil((IN_FLIGHT_PER_SLOT * slots) / Math.max(1, tenants));
  return Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, share));
}
