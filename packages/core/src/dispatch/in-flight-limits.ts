import type { TenantWork } from "../ports/part-dispatch.ts";

/** Queued parts per running one: enough that no slot waits for the refill. */
const QUEUED_PER_SLOT = 1.25;
const MIN_LIMIT = 16;
const MAX_LIMIT = 4096;

/**
 * How many parts of each tenant may be in flight. Those with work share what the workers can do; what
 * one of them cannot use, because nothing of it waits, goes to the others. One without work may
 * begin with the share that it would have beside them.
 */
export function inFlightLimits(
  slots: number,
  tenants: readonly TenantWork[],
): ReadonlyMap<string, number> {
  const capacity = QUEUED_PER_SLOT * slots;
  const active = tenants.filter(isActive).length;
  const even = capacity / Math.max(1, active);
  // Nothing of these waits: what is in flight is all that they can use.
  const sated = tenants.filter((tenant) => tenant.inFlight > 0 && tenant.queuedTransfers === 0);
  const used = sated.reduce((sum, { inFlight }) => sum + Math.min(inFlight, even), 0);
  const share = (capacity - used) / Math.max(1, active - sated.length);
  const newcomer = capacity / (active + 1);
  return new Map(
    tenants.map((tenant) => {
      const fair = tenant.queuedTransfers > 0 ? share : tenant.inFlight > 0 ? even : newcomer;
      return [tenant.tenant, bounded(fair)];
    }),
  );
}

/** It has parts in flight, or some that wait to be. */
export function isActive({ inFlight, queuedTransfers }: TenantWork): boolean {
  return inFlight > 0 || queuedTransfers > 0;
}

function bounded(limit: number): number {
  return Math.min(MAX_LIMIT, Math.max(MIN_LIMIT, Math.ceil(limit)));
}
