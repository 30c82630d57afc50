import type { InFlightLimit, TenantWork } from "../ports/part-dispatch.ts";
import { lendUnits } from "./lend-units.ts";

/** Queued parts per running one: enough that no slot waits for the refill. */
const QUEUED_PER_SLOT = 1.25;
/** Where that is less than this many: who comes later waits for all that is queued. */
const LEAST_QUEUED = 2;
/** Work can begin while no worker has said how many slots it has. */
const FIRST_CAPACITY = 16;
const MAX_CAPACITY = 4096;
/** Of the lightest tenant: with one permit, its slot would wait for the refill. */
const LEAST_SHARE = 2;

/** What decides the share of a tenant. */
export type ShareRules = {
  readonly weight: number;
  /** As its limits have it now; undefined where they have none. */
  readonly ownLimit: InFlightLimit | undefined;
};

type Claimant = { readonly work: TenantWork; readonly rules: ShareRules; readonly wanted: number };

/**
 * How many parts and batches of each tenant may be in flight. Those with work share by their weights what the
 * workers can do; what one of them cannot use, because nothing of it waits or a limit of its own is lower,
 * goes to the others. One without work may begin with the share that it would have beside them.
 */
export function inFlightLimits(
  slots: number,
  tenants: readonly TenantWork[],
  rulesOf: (tenant: string) => ShareRules,
): ReadonlyMap<string, InFlightLimit> {
  return limitsOf(
    slots,
    tenants.map((work) => claimantOf(work, rulesOf(work.tenant))),
  );
}

/** The same where all tenants together may have no more than so many in flight. */
export function inFlightLimitsWithin(
  whole: InFlightLimit,
  slots: number,
  tenants: readonly TenantWork[],
  rulesOf: (tenant: string) => ShareRules,
  nowMs: number,
): ReadonlyMap<string, InFlightLimit> {
  const all = tenants.map((work) => claimantOf(work, rulesOf(work.tenant)));
  const shares = limitsOf(slots, all);
  const borrowers = all.map(({ work, rules }) => ({
    ...{ name: work.tenant, weight: rules.weight },
    wanted: isActive(work) ? (shares.get(work.tenant)?.units ?? 0) : 0,
    held: Math.max(work.inFlight, work.inFlightLimit?.units ?? 0),
  }));
  const lent = lendUnits(whole.units, borrowers, nowMs);
  return new Map(
    [...shares].map(([tenant, share]) => {
      const units = lent.get(tenant) ?? 0;
      return [
        tenant,
        units < share.units ? { units, bound: whole.bound, of: "deployment" } : share,
      ];
    }),
  );
}

function limitsOf(slots: number, all: readonly Claimant[]): ReadonlyMap<string, InFlightLimit> {
  const active = all.filter(({ work }) => isActive(work));
  const capacity = capacityFor(slots, active);
  const level = waterLevel(capacity, active);
  const even = capacity / Math.max(1, weightOf(active));
  return new Map(
    all.map(({ work, rules }) => {
      const { weight } = rules;
      const newcomer = capacity / (weightOf(active) + weight);
      const perWeight = work.queuedTransfers > 0 ? level : work.inFlight > 0 ? even : newcomer;
      return [work.tenant, limitOf(weight * perWeight, rules)];
    }),
  );
}

/** It has parts in flight, or some that wait to be. */
export function isActive({ inFlight, queuedTransfers }: TenantWork): boolean {
  return inFlight > 0 || queuedTransfers > 0;
}

function claimantOf(work: TenantWork, rules: ShareRules): Claimant {
  // Nothing more of it waits: what is in flight is all that it can use.
  const usable = work.queuedTransfers > 0 ? Number.POSITIVE_INFINITY : work.inFlight;
  return { work, rules, wanted: Math.min(usable, rules.ownLimit?.units ?? usable) };
}

function weightOf(claimants: readonly Claimant[]): number {
  return claimants.reduce((sum, { rules }) => sum + rules.weight, 0);
}

/** A little more where the lightest one's share would be no whole number: rounded, shares would be others. */
function capacityFor(slots: number, active: readonly Claimant[]): number {
  const wanted =
    slots === 0 ? FIRST_CAPACITY : Math.max(slots + LEAST_QUEUED, QUEUED_PER_SLOT * slots);
  if (active.length <= 1) {
    return Math.min(MAX_CAPACITY, wanted);
  }
  const lighter = Math.min(...active.map(({ rules }) => rules.weight)) / weightOf(active);
  const least = Math.max(LEAST_SHARE, Math.ceil(wanted * lighter));
  return Math.min(MAX_CAPACITY, least / lighter);
}

/** What each unit of weight gets of those that can use all of it: max-min fairness by weight. */
function waterLevel(capacity: number, active: readonly Claimant[]): number {
  let left = capacity;
  let thirsty = active.toSorted((one, other) => needOf(one) - needOf(other));
  for (const each of thirsty) {
    const level = left / weightOf(thirsty);
    if (needOf(each) >= level) {
      return level;
    }
    left -= each.wanted;
    thirsty = thirsty.slice(1);
  }
  // Each is at a limit of its own, or has all that it can use.
  return Number.POSITIVE_INFINITY;
}

function needOf({ wanted, rules }: Claimant): number {
  return wanted / rules.weight;
}

function limitOf(share: number, { ownLimit }: ShareRules): InFlightLimit {
  const units = Math.min(MAX_CAPACITY, Math.max(1, Math.round(share)));
  return ownLimit !== undefined && ownLimit.units <= units
    ? { ...ownLimit, of: "tenant" }
    : { units, bound: "turn" };
}
