export { findRedisServer } from "./find-redis-server.ts";
export type { RedisServer } from "./redis-server.ts";
export { type LocalRedis, type LocalRedisOptions, startRedis } from "./start-redis.ts";
