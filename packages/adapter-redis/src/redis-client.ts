import { type Cluster, Redis, type RedisOptions } from "ioredis";

/** A connection to one server, or to all of a cluster. */
export type RedisClient = Redis | Cluster;

/** What the connections of a client have in common. */
export function optionsOf(redis: RedisClient): Partial<RedisOptions> {
  return redis instanceof Redis ? redis.options : (redis.options.redisOptions ?? {});
}

/** What each server tells of itself that takes writes: INFO to a cluster is answered by any one of its nodes. */
export async function infosOf(redis: RedisClient, section = "default"): Promise<readonly string[]> {
  const nodes = redis instanceof Redis ? [] : redis.nodes("master");
  const reported = await Promise.allSettled(nodes.map((node) => node.info(section)));
  const infos = reported.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  return infos.length > 0 ? infos : [await redis.info(section)];
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
