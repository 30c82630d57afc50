import { LEFT_TENANTS_KEY, TENANTS_KEY, tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";

/** By then a job is written whose tenant was named before it, or its client was told that it is not. */
const ACCEPTING_SECONDS = 600;

/**
 * The set of tenants lies in another slot than their jobs, so a job may be accepted between the look that
 * finds a tenant without jobs and the step that forgets it: such a tenant is looked at for some time more.
 */
export async function retireTenants(calls: RedisCalls): Promise<void> {
  const known = await calls.ask((redis) => redis.smembers(TENANTS_KEY));
  const left = await calls.ask((redis) =>
    redis.zrange(LEFT_TENANTS_KEY, "-inf", "+inf", "BYSCORE"),
  );
  const tenants = [...new Set([...known, ...left])];
  const isEmpty = await emptiness(calls, tenants);
  const nowSeconds = await serverTime(calls);
  // One command each: in a cluster the sets and the tenants lie on several nodes, and a pipeline goes to one.
  for (const tenant of tenants) {
    if (isEmpty.get(tenant) !== true) {
      await calls.ask((redis) => redis.sadd(TENANTS_KEY, tenant));
      await calls.ask((redis) => redis.zrem(LEFT_TENANTS_KEY, tenant));
    } else if (known.includes(tenant)) {
      await calls.ask((redis) => redis.zadd(LEFT_TENANTS_KEY, nowSeconds, tenant));
      const own = await keysWithoutJobs(calls, tenantPrefix(tenant));
      await calls.ask((redis) => redis.unlink(...own));
      await calls.ask((redis) => redis.srem(TENANTS_KEY, tenant));
    }
  }
  const oldest = nowSeconds - ACCEPTING_SECONDS;
  await calls.ask((redis) => redis.zremrangebyscore(LEFT_TENANTS_KEY, "-inf", oldest));
}

/** What the leader, and those who use the tenant's name, leave of it. */
async function keysWithoutJobs(calls: RedisCalls, prefix: string): Promise<readonly string[]> {
  const limits = await calls.ask((redis) => redis.hkeys(`${prefix}claimLimits`));
  const held = limits.flatMap((name) => [`held:parts:${name}`, `held:batches:${name}`]);
  const inFlight = ["inFlightLimit", "inFlightLimit:bound", "inFlightLimit:of"];
  // Events that are not older than the tenant's last job are seen as a gap by their readers.
  const names = ["named", "events", "claimLimits", "hasClaimLimits", ...inFlight, ...held];
  return names.map((name) => prefix + name);
}

async function emptiness(
  calls: RedisCalls,
  tenants: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const keys = (tenant: string) =>
    ["jobs", "history", "retiring", "uploads", "orphans"].map(
      (name) => tenantPrefix(tenant) + name,
    );
  const replies = await Promise.all(
    tenants.map((tenant) => calls.ask((redis) => redis.exists(...keys(tenant)))),
  );
  return new Map(tenants.map((tenant, index) => [tenant, replies[index] === 0]));
}

async function serverTime(calls: RedisCalls): Promise<number> {
  const [seconds] = await calls.ask((redis) => redis.time());
  return Number(seconds);
}
