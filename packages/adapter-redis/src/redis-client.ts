import { type Cluster, Redis, type RedisOptions } from "ioredis";

/** A connection to one server, or to all of a cluster. */
export type RedisClient = Redis | Cluster;

/** What the connections of a client have in common. */
export function optionsOf(redis: RedisClient): Partial<RedisOptions> {
  return redis instanceof Redis ? redis.options : (redis.options.redisOptions ?? {});
}

/** Another connection to the same place. */
export function duplicateOf(redis: RedisClient, override: Partial<RedisOptions>): RedisClient {
  if (redis instanceof Redis) {
    return redis.duplicate(override);
  }
  const { lazyConnect = false, enableOfflineQueue = true, ...redisOptions } = override;
  return redis.duplicate([], {
    ...redis.options,
    ...{ lazyConnect, enableOfflineQueue },
    redisOptions: { ...redis.options.redisOptions, ...redisOptions, replyMapping: "legacy" },
  });
}
