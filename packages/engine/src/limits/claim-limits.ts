// What of connections, jobs and uploads may be in flight, by all limits that there are: divided by the leader, kept to by claims.

import {
  type ClaimLimit,
  type ClaimLimitUse,
  type InFlightLimit,
  type LimitCalendar,
  type LimitLoad,
  lendUnits,
  MOST_UNITS,
  type TenantWork,
  unitsAt,
  usefulUnits,
} from "@penstock/core";
import type { LimitBook } from "./limit-book.ts";

type Given = {
  readonly book: LimitBook;
  readonly work: readonly TenantWork[];
  readonly weightOf: (tenant: string) => number;
  /** How what is moved waits for the limits on rates of a connection or a job, by the name of its claim limit. */
  readonly loads: ReadonlyMap<string, LimitLoad>;
  readonly nowMs: number;
};

type LimitsOfTenants = ReadonlyMap<string, readonly ClaimLimit[]>;

/** What each tenant's claims have to keep to now, beside its in-flight limit. */
export function claimLimitsOf(given: Given): LimitsOfTenants {
  const { book, work, nowMs } = given;
  const limits = new Map<string, ClaimLimit[]>(work.map(({ tenant }) => [tenant, []]));
  for (const [connection, calendar] of book.named("connection")) {
    addToAll(limits, uploadLimit(`upload connection ${connection}`, calendar, nowMs));
  }
  for (const [name, whole] of wholesOf(given)) {
    for (const [tenant, limit] of lend(given, name, whole)) {
      limits.get(tenant)?.push(limit);
    }
  }
  for (const calendar of book.named("deployment").values()) {
    addToAll(limits, uploadLimit("upload", calendar, nowMs));
  }
  for (const [tenant, calendar] of book.named("tenant")) {
    addStricter(limits.get(tenant), uploadLimit("upload", calendar, nowMs));
  }
  for (const [name, calendar] of book.named("job")) {
    const [tenant = "", jobId = ""] = name.split(":");
    const known = work.find((each) => each.tenant === tenant)?.claimLimits ?? [];
    const load = given.loads.get(`job ${jobId}`);
    const set = jobClaimLimits(jobId, calendar, nowMs);
    const useful = load && usefulLimit(known, `job ${jobId}`, load);
    limits.get(tenant)?.push(...(useful === undefined ? set : withStricter(set, useful)));
  }
  return limits;
}

/** What may be in flight of each connection in all: by its limits, and by what of it is of use now. */
function wholesOf({ book, work, loads, nowMs }: Given): ReadonlyMap<string, InFlightLimit> {
  const wholes = new Map<string, InFlightLimit>();
  for (const [connection, calendar] of book.named("connection")) {
    const whole = unitsAt(calendar, nowMs);
    if (whole !== undefined) {
      wholes.set(`connection ${connection}`, whole);
    }
  }
  const uses = work.flatMap(({ claimLimits }) => claimLimits);
  for (const [name, load] of loads) {
    const useful = name.startsWith("connection ") ? usefulLimit(uses, name, load) : undefined;
    const set = wholes.get(name);
    if (useful !== undefined && (set === undefined || useful.units < set.units)) {
      wholes.set(name, useful);
    }
  }
  return wholes;
}

/** As many units as use up a rate: more of them would only wait for it, in slots that others could use. */
function usefulLimit(
  uses: readonly ClaimLimitUse[],
  name: string,
  load: LimitLoad,
): ClaimLimit | undefined {
  const known = uses.filter((use) => use.name === name);
  const inFlight = known.reduce((sum, use) => sum + use.inFlight, 0);
  const lent = Math.min(
    MOST_UNITS,
    known.reduce((sum, use) => sum + use.units, 0),
  );
  const before = known.length === 0 ? undefined : lent;
  const useful = usefulUnits(before, inFlight, load);
  const isPaused = load.pausedForMs > 0 && before !== undefined;
  const units = isPaused ? 0 : useful;
  return units === undefined
    ? undefined
    : { name, units, bound: load.isThrottled ? "throttled" : "limit" };
}

function withStricter(set: readonly ClaimLimit[], limit: ClaimLimit): readonly ClaimLimit[] {
  const limits = [...set];
  addStricter(limits, limit);
  return limits;
}

/** Of one job, by its own limits. */
export function jobClaimLimits(
  jobId: string,
  calendar: LimitCalendar,
  nowMs: number,
): readonly ClaimLimit[] {
  const name = `job ${jobId}`;
  const units = unitsAt(calendar, nowMs);
  const upload = uploadLimit(`upload ${name}`, calendar, nowMs);
  return [...(units === undefined ? [] : [{ name, ...units }]), ...(upload ? [upload] : [])];
}

function uploadLimit(name: string, calendar: LimitCalendar, nowMs: number): ClaimLimit | undefined {
  const { value: units = 0 } = calendar.at("partsPerUpload", nowMs);
  // With none it would never end: a limit of 0 stops its claims.
  return units === 0 ? undefined : { name, units, bound: "limit" };
}

function addToAll(limits: ReadonlyMap<string, ClaimLimit[]>, limit: ClaimLimit | undefined): void {
  for (const each of limits.values()) {
    addStricter(each, limit);
  }
}

/** The deployment's and the tenant's have one name. */
function addStricter(limits: ClaimLimit[] | undefined, limit: ClaimLimit | undefined): void {
  const at = limits?.findIndex(({ name }) => name === limit?.name) ?? -1;
  const known = limits?.[at];
  if (limits === undefined || limit === undefined || (known && known.units <= limit.units)) {
    return;
  }
  if (known === undefined) {
    limits.push(limit);
  } else {
    limits[at] = limit;
  }
}

/** A tenant of which it is not known what it has in flight gets nothing until that is known. */
function lend(
  { work, weightOf, nowMs }: Given,
  name: string,
  { units: most, bound }: InFlightLimit,
): ReadonlyMap<string, ClaimLimit> {
  const uses = work.map((each) => ({
    tenant: each.tenant,
    use: each.claimLimits.find((limit) => limit.name === name),
  }));
  if (most >= MOST_UNITS) {
    return new Map(uses.map(({ tenant }) => [tenant, { name, units: most, bound }]));
  }
  const isKnown = uses.length <= 1 || uses.every(({ use }) => use !== undefined);
  const borrowers = uses.map(({ tenant, use }) => ({
    ...{ name: tenant, weight: weightOf(tenant) },
    wanted: (use?.waitingJobs ?? 0) > 0 ? Number.POSITIVE_INFINITY : (use?.inFlight ?? 0),
    held: Math.max(use?.inFlight ?? 0, use?.units ?? 0),
  }));
  const lent = isKnown ? lendUnits(most, borrowers, nowMs) : new Map<string, number>();
  return new Map(
    uses.map(({ tenant, use }) => [
      tenant,
      { name, units: lent.get(tenant) ?? Math.min(most, use?.units ?? 0), bound },
    ]),
  );
}
