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
  await calls.pipeline((pipeline) => {
    for (const tenant of tenants) {
      if (isEmpty.get(tenant) !== true) {
        pipeline.sadd(TENANTS_KEY, tenant).zrem(LEFT_TENANTS_KEY, tenant);
      } else if (known.includes(tenant)) {
        const prefix = tenantPrefix(tenant);
        pipeline.zadd(LEFT_TENANTS_KEY, nowSeconds, tenant).unlink(`${prefix}named`);
        pipeline.srem(TENANTS_KEY, tenant);
        // Events that are not older than the tenant's last job are seen as a gap by their readers.
        pipeline.unlink(`${prefix}inFlightLimit`, `${prefix}events`);
      }
    }
    pipeline.zremrangebyscore(LEFT_TENANTS_KEY, "-inf", nowSeconds - ACCEPTING_SECONDS);
  });
}

async function emptiness(
  calls: RedisCalls,
  tenants: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const keys = (tenant: string) =>
    ["jobs", "history", "retiring", "uploads", "orphans"].map(
      (name) => tenantPrefix(tenant) + name,
    );
  const replies = await calls.pipeline((pipeline) => {
    for (const tenant of tenants) {
      pipeline.exists(...keys(tenant));
    }
  });
  return new Map(tenants.map((tenant, index) => [tenant, replies[index] === 0]));
}

async function serverTime(calls: RedisCalls): Promise<number> {
  const [seconds] = await calls.ask((redis) => redis.time());
  return Number(seconds);
}
