import { LEFT_TENANTS_KEY, TENANTS_KEY } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";

const retireTenant = new Script("history/retire-tenant");

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
  const nowSeconds = await serverTime(calls);
  // One call each: in a cluster the sets and the tenants lie on several nodes, and a pipeline goes to one.
  for (const tenant of tenants) {
    if ((await calls.run(retireTenant, tenant, [])) !== 1) {
      await calls.ask((redis) => redis.sadd(TENANTS_KEY, tenant));
      await calls.ask((redis) => redis.zrem(LEFT_TENANTS_KEY, tenant));
    } else if (known.includes(tenant)) {
      await calls.ask((redis) => redis.zadd(LEFT_TENANTS_KEY, nowSeconds, tenant));
      await calls.ask((redis) => redis.srem(TENANTS_KEY, tenant));
    }
  }
  const oldest = nowSeconds - ACCEPTING_SECONDS;
  await calls.ask((redis) => redis.zremrangebyscore(LEFT_TENANTS_KEY, "-inf", oldest));
}

async function serverTime(calls: RedisCalls): Promise<number> {
  const [seconds] = await calls.ask((redis) => redis.time());
  return Number(seconds);
}
