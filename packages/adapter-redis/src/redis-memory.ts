import type { RedisClient } from "./redis-client.ts";
import { toLedgerError } from "./redis-errors.ts";

export type RedisMemory = {
  readonly usedBytes: number;
  /** Undefined where the server has no limit, or does not show it. */
  readonly maxBytes: number | undefined;
};

/** @throws PenstockError `ledger-unavailable` */
export async function readRedisMemory(redis: RedisClient): Promise<RedisMemory> {
  try {
    return parseMemory(await redis.info("memory"));
  } catch (error) {
    throw toLedgerError(error);
  }
}

/** From the response to `INFO memory`. A `maxmemory` of 0 means none. */
export function parseMemory(info: string): RedisMemory {
  const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0);
  const maxBytes = field("maxmemory");
  return { usedBytes: field("used_memory"), maxBytes: maxBytes === 0 ? undefined : maxBytes };
}
