// What the leader does each second with the work of all tenants, read once for all of it.

import type { TenantWork } from "@penstock/core";
import type { LastParts } from "../parts/hedge-last-parts.ts";
import { apart } from "../repair/apart.ts";
import { type SharingEngine, shareSlots } from "./share-slots.ts";

/**
 * Divides what the workers can do, and hedges last parts that are slow. Neither waits for the other, nor does what
 * uses the work that is returned: shares that cannot be divided leave those that hold.
 *
 * @returns what each tenant has to do
 */
export async function steerWork(
  engine: SharingEngine,
  lastParts: Pick<LastParts, "hedgeOnce">,
  signal?: AbortSignal,
): Promise<readonly TenantWork[]> {
  const work = await engine.ledger.parts.work();
  const sharing = { what: "the shares of the tenants", fields: {} };
  await apart(engine, sharing, () => shareSlots(engine, work, signal));
  const hedging = { what: "the hedges of last parts", fields: {} };
  await apart(engine, hedging, () => lastParts.hedgeOnce(work, signal));
  return work;
}
