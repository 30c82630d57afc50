// What the workers can do is shared between tenants, and what limits allow between those that they bound.

import {
  type ClaimLimit,
  type Clock,
  DEFAULT_TENANT_RULES,
  type InFlightLimit,
  inFlightLimits,
  inFlightLimitsWithin,
  isActive,
  type Ledger,
  LimitCalendar,
  type ShareRules,
  type TenantRules,
  type TenantWork,
  unitsAt,
} from "@penstock/core";
import { dispatchUntilFull } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { claimLimitsOf } from "../limits/claim-limits.ts";
import type { LimitBook } from "../limits/limit-book.ts";
import { readLoads } from "../limits/read-loads.ts";
import { apart } from "../repair/apart.ts";

export type SharingEngine = Pick<Engine, "queue" | "clock" | "log" | "repeats"> & {
  readonly ledger: Pick<Ledger, "parts" | "workers" | "limits">;
  /** Those of the configuration: each of them may be throttled. */
  readonly connectionNames?: (() => readonly string[]) | undefined;
  /** Left out: all tenants are alike. */
  readonly tenants?: { all(): Promise<ReadonlyMap<string, TenantRules>> } | undefined;
  /** Left out: nothing but tenants is limited. */
  readonly limitBook?: LimitBook | undefined;
};

/**
 * Gives each tenant the number of parts and batches that may be in flight of it, and of each connection and job that has
 * a limit. Permits that are out stay out: one that has more than its share gets no further ones until it is back at it.
 *
 * @param work of all tenants, as it was read just now. Limits are read after it: the limit that a new job brought is
 * written before claims keep to it, and one that is not known here is lifted
 */
export async function shareSlots(
  engine: SharingEngine,
  work: readonly TenantWork[],
  signal?: AbortSignal,
): Promise<void> {
  const { ledger, clock, tenants, limitBook: book } = engine;
  const [workers, ruled] = await Promise.all([
    ledger.workers.liveWorkers(),
    tenants?.all(),
    // What is known stays while it cannot be read.
    book?.refreshOnce().catch(() => undefined),
  ]);
  const nowMs = clock.nowMs();
  const rulesOf = (tenant: string) => ruled?.get(tenant) ?? DEFAULT_TENANT_RULES;
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const shares = sharesOf({ engine, work, slots, nowMs }, (tenant) =>
    shareRulesOf(rulesOf(tenant), clock),
  );
  const weightOf = (tenant: string) => rulesOf(tenant).weight;
  const loads =
    book &&
    (isIdle(work)
      ? new Map()
      : await readLoads(ledger.limits, book, engine.connectionNames?.() ?? []));
  const bounds = book && loads && claimLimitsOf({ book, work, weightOf, loads, nowMs });
  for (const each of work) {
    if (signal?.aborted) {
      return;
    }
    const { tenant } = each;
    const about = { what: "the share of a tenant", fields: { tenant } };
    await apart(engine, about, () =>
      setShare(engine, each, { share: shares.get(tenant), bounds: bounds?.get(tenant) }),
    );
  }
}

/** Nothing waits for a limit then, and no limit is left that was set for what waited. */
function isIdle(work: readonly TenantWork[]): boolean {
  return !work.some((each) => isActive(each) || each.claimLimits.length > 0);
}

function sharesOf(
  {
    engine: { limitBook },
    work,
    slots,
    nowMs,
  }: {
    readonly engine: SharingEngine;
    readonly work: readonly TenantWork[];
    readonly slots: number;
    readonly nowMs: number;
  },
  rulesOf: (tenant: string) => ShareRules,
): ReadonlyMap<string, InFlightLimit> {
  const calendar = limitBook?.calendarOf({ level: "deployment", name: "" });
  const whole = calendar && unitsAt(calendar, nowMs);
  return whole === undefined
    ? inFlightLimits(slots, work, rulesOf)
    : inFlightLimitsWithin(whole, slots, work, rulesOf, nowMs);
}

async function setShare(
  engine: SharingEngine,
  { tenant, inFlight, queuedTransfers, inFlightLimit: known, claimLimits }: TenantWork,
  {
    share,
    bounds = [],
  }: {
    readonly share: InFlightLimit | undefined;
    readonly bounds: readonly ClaimLimit[] | undefined;
  },
): Promise<void> {
  const { parts } = engine.ledger;
  const isOther = share !== undefined && !isSame(share, known);
  if (isOther) {
    await parts.setInFlightLimit(tenant, share.units, share.bound, share.of);
  }
  const set = bounds.filter((limit) => {
    const before = claimLimits.find(({ name }) => name === limit.name);
    return !isSame(limit, before);
  });
  const lifted = claimLimits
    .map(({ name }) => name)
    .filter((name) => !bounds.some((limit) => limit.name === name));
  if (set.length + lifted.length > 0) {
    await parts.setClaimLimits(tenant, { set, lifted });
  }
  // What waits has no report that would claim more of it.
  const mayHaveMore = isOther && queuedTransfers > 0 && share.units > inFlight;
  if (mayHaveMore || claimLimits.length > 0) {
    await dispatchUntilFull(engine, tenant);
  }
}

function isSame(one: InFlightLimit, other: InFlightLimit | undefined): boolean {
  return one.units === other?.units && one.bound === other.bound && one.of === other.of;
}

function shareRulesOf({ weight, limits }: TenantRules, clock: Clock): ShareRules {
  const isLimited = Object.keys(limits).length > 0;
  const ownLimit = isLimited ? unitsAt(new LimitCalendar(limits), clock.nowMs()) : undefined;
  return { weight, ownLimit };
}
