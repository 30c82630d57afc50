export { checkRedis } from "./check-redis.ts";
export { connectRedis, type RedisRole } from "./connect-redis.ts";
export { whyRedisFails } from "./redis-health.ts";
export { RedisLedger } from "./redis-ledger.ts";
export { type RedisMemory, readRedisMemory } from "./redis-memory.ts";
export { RedisStopSignals } from "./redis-stop-signals.ts";
