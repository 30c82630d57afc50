// What of connections, jobs and uploads may be in flight, by all limits that there are: divided by the leader, kept to by claims.

import {
  type ClaimLimit,
  type InFlightLimit,
  type LimitCalendar,
  lendUnits,
  type TenantWork,
  unitsAt,
} from "@penstock/core";
import type { LimitBook } from "./limit-book.ts";

type Given = {
  readonly book: LimitBook;
  readonly work: readonly TenantWork[];
  readonly weightOf: (tenant: string) => number;
  readonly nowMs: number;
};

type LimitsOfTenants = ReadonlyMap<string, readonly ClaimLimit[]>;

/** What each tenant's claims have to keep to now, beside its in-flight limit. */
export function claimLimitsOf(given: Given): LimitsOfTenants {
  const { book, work, nowMs } = given;
  const limits = new Map<string, ClaimLimit[]>(work.map(({ tenant }) => [tenant, []]));
  for (const [connection, calendar] of book.named("connection")) {
    const name = `connection ${connection}`;
    const whole = unitsAt(calendar, nowMs);
    if (whole !== undefined) {
      for (const [tenant, limit] of lend(given, name, whole)) {
        limits.get(tenant)?.push(limit);
      }
    }
    addToAll(limits, uploadLimit(`upload ${name}`, calendar, nowMs));
  }
  for (const calendar of book.named("deployment").values()) {
    addToAll(limits, uploadLimit("upload", calendar, nowMs));
  }
  for (const [tenant, calendar] of book.named("tenant")) {
    addStricter(limits.get(tenant), uploadLimit("upload", calendar, nowMs));
  }
  for (const [name, calendar] of book.named("job")) {
    const [tenant = "", jobId = ""] = name.split(":");
    limits.get(tenant)?.push(...jobClaimLimits(jobId, calendar, nowMs));
  }
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
