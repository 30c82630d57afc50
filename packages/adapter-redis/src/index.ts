export { checkRedis } from "./check-redis.ts";
export { RedisConfigStore } from "./configuration/redis-config-store.ts";
export { connectRedis, type RedisRole } from "./connect-redis.ts";
export { RedisLeaderLease } from "./leader/redis-leader-lease.ts";
export { whyRedisFails } from "./redis-health.ts";
export { RedisLedger } from "./redis-ledger.ts";
export { type RedisMemory, readRedisMemory } from "./redis-memory.ts";
export { RedisStopSignals } from "./redis-stop-signals.ts";
export { RedisSessionStore } from "./sessions/redis-session-store.ts";
