export { findRedisServer, type RedisServer } from "./find-redis-server.ts";
export { type LocalRedis, type LocalRedisOptions, startRedis } from "./start-redis.ts";
