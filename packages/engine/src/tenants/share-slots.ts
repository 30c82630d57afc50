// What the workers can do is shared between tenants.

import {
  type Clock,
  DEFAULT_TENANT_RULES,
  inFlightLimits,
  type Ledger,
  LimitCalendar,
  type ShareRules,
  type TenantRules,
  type TenantWork,
} from "@penstock/core";
import { dispatchUntilFull } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { apart } from "../repair/apart.ts";

type SharingEngine = Pick<Engine, "queue" | "clock" | "log" | "repeats"> & {
  readonly ledger: Pick<Ledger, "parts" | "workers">;
  /** Left out: all tenants are alike. */
  readonly tenants?: { all(): Promise<ReadonlyMap<string, TenantRules>> } | undefined;
};

/**
 * Gives each tenant the number of parts and batches that may be in flight of it. Permits that are out stay out: one that
 * has more than its share gets no further ones until it is back at it.
 *
 * @returns what each has to do
 */
export async function shareSlots(
  engine: SharingEngine,
  signal?: AbortSignal,
): Promise<readonly TenantWork[]> {
  const { ledger, clock, tenants } = engine;
  const [work, workers, ruled] = await Promise.all([
    ledger.parts.work(),
    ledger.workers.liveWorkers(),
    tenants?.all(),
  ]);
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const limits = inFlightLimits(slots, work, (tenant) =>
    shareRulesOf(ruled?.get(tenant) ?? DEFAULT_TENANT_RULES, clock),
  );
  for (const { tenant, inFlight, queuedTransfers, inFlightLimit: known } of work) {
    signal?.throwIfAborted();
    const limit = limits.get(tenant);
    if (limit === undefined || (limit.units === known?.units && limit.bound === known.bound)) {
      continue;
    }
    const about = { what: "the share of a tenant", fields: { tenant } };
    await apart(engine, about, async () => {
      await ledger.parts.setInFlightLimit(tenant, limit.units, limit.bound);
      if (queuedTransfers > 0 && limit.units > inFlight) {
        // A tenant without anything in flight has no report that would claim more.
        await dispatchUntilFull(engine, tenant);
      }
    });
  }
  return work;
}

function shareRulesOf({ weight, limits }: TenantRules, clock: Clock): ShareRules {
  if (limits.unitsInFlight === undefined) {
    return { weight, mostInFlight: undefined, isClosed: false };
  }
  const { value } = new LimitCalendar(limits).at("unitsInFlight", clock.nowMs());
  const isClosed = value === 0 && typeof limits.unitsInFlight !== "number";
  return { weight, mostInFlight: value, isClosed };
}
