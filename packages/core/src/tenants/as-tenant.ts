import type { Connections } from "../ports/connections.ts";
import type { JobQuota } from "../ports/job-store.ts";
import {
  connectionsOf,
  DEFAULT_TENANT_RULES,
  type TenantDirectory,
  type TenantRules,
} from "./tenant.ts";

/** Who knows what tenants may do; left out, all of them may do anything. */
export type Ruled = { readonly tenants?: TenantDirectory | undefined };

export async function rulesFor({ tenants }: Ruled, tenant: string): Promise<TenantRules> {
  return (await tenants?.rulesOf(tenant)) ?? DEFAULT_TENANT_RULES;
}

/** The same engine with the connections that a tenant may name. */
export async function asTenant<Given extends Ruled & { readonly connections: Connections }>(
  engine: Given,
  tenant: string,
): Promise<{ readonly engine: Given; readonly rules: TenantRules }> {
  const rules = await rulesFor(engine, tenant);
  const connections = connectionsOf(engine.connections, tenant, rules);
  return { engine: { ...engine, connections }, rules };
}

export function jobQuotaOf({ quotas: { jobs } }: TenantRules): JobQuota | undefined {
  return jobs === undefined ? undefined : { jobs };
}
