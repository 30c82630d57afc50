import type { TenantWork } from "@penstock/core";
import type { MemoryTenant } from "./memory-tenant.ts";

type Tenants = ReadonlyMap<string, MemoryTenant>;

/** Those that have a job, or something that is left of one. */
export function tenantsIn(tenants: Tenants): readonly string[] {
  return [...tenants]
    .filter(([, { jobs, history }]) => jobs.size + history.size > 0)
    .map(([name]) => name)
    .sort();
}

/** What each of them has to do now. */
export function workIn(tenants: Tenants): readonly TenantWork[] {
  return tenantsIn(tenants).flatMap((tenant) => {
    const work = tenants.get(tenant)?.work;
    return work === undefined ? [] : [{ tenant, ...work }];
  });
}
