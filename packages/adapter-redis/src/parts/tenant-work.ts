import type { ClaimLimitUse, InFlightLimit, TenantWork } from "@penstock/core";
import { TENANTS_KEY, tenantPrefix } from "../ledger-keys.ts";
import type { RedisClient } from "../redis-client.ts";
import { Script } from "../script.ts";
import { parseClaimLimit, toBound } from "./claim-limit-documents.ts";

const tenantWork = new Script("parts/tenant-work");
const claimLimitUse = new Script("parts/claim-limit-use");

/**
 * What each tenant has to do, from the lengths of the queues that the scripts fill and empty: no record of
 * it could disagree with them, and none costs a write. Each tenant's keys lie in a slot of their own.
 */
export async function readWork(redis: RedisClient): Promise<readonly TenantWork[]> {
  const tenants = (await redis.smembers(TENANTS_KEY)).sort();
  return await Promise.all(tenants.filter(isTenant).map((tenant) => readTenant(redis, tenant)));
}

async function readTenant(redis: RedisClient, tenant: string): Promise<TenantWork> {
  const [lengths, limit] = (await tenantWork.run(redis, tenantPrefix(tenant))) as readonly [
    readonly number[],
    readonly (string | null)[],
  ];
  const [parts = 0, batches = 0, jobs = 0, transfers = 0, ...others] = lengths;
  const [openTransfers = 0, cancellingJobs = 0, bulkJobs = 0, held = 0, ...ended] = others;
  const [units, bound, of, hasClaimLimits] = limit;
  return {
    tenant,
    inFlight: parts + batches,
    queuedTransfers: jobs + transfers,
    openTransfers,
    openJobs: ended.reduce((open, each) => open - each, held),
    bulkJobs,
    cancellingJobs,
    inFlightLimit: parseLimit(units, bound, of),
    claimLimits: hasClaimLimits === "1" ? await readUse(redis, tenant) : [],
  };
}

/** A version before this one wrote no bound. */
function parseLimit(
  units: string | null | undefined,
  bound: string | null | undefined,
  of: string | null | undefined,
): InFlightLimit | undefined {
  return typeof units === "string"
    ? {
        ...{ units: Number(units), bound: toBound(bound) },
        ...((of === "deployment" || of === "tenant") && { of }),
      }
    : undefined;
}

async function readUse(redis: RedisClient, tenant: string): Promise<readonly ClaimLimitUse[]> {
  const reply = await claimLimitUse.run(redis, tenantPrefix(tenant));
  const fields = Array.isArray(reply) ? reply : [];
  return Array.from({ length: fields.length / 4 }, (_, index) => {
    const [name, value, inFlight, waitingJobs] = fields.slice(4 * index, 4 * index + 4);
    return { ...parseClaimLimit(`${name}`, `${value}`), inFlight, waitingJobs };
  });
}

/** A name that no job was accepted for holds up no other. */
function isTenant(name: string): boolean {
  return name !== "" && !/[{}]/.test(name);
}
