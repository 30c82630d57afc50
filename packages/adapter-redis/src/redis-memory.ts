import { infosOf, type RedisClient } from "./redis-client.ts";
import { toLedgerError } from "./redis-errors.ts";

export type RedisMemory = {
  readonly usedBytes: number;
  /** Undefined where the server has no limit, or does not show it. */
  readonly maxBytes: number | undefined;
};

/**
 * Of the server that is fullest: a job needs those of its tenant, of the queues and of the system.
 *
 * @throws PenstockError `ledger-unavailable`
 */
export async function readRedisMemory(redis: RedisClient): Promise<RedisMemory> {
  try {
    const memories = (await infosOf(redis, "memory")).map(parseMemory);
    return memories.reduce((one, other) => (fullness(other) > fullness(one) ? other : one));
  } catch (error) {
    throw toLedgerError(error);
  }
}

function fullness({ usedBytes, maxBytes }: RedisMemory): number {
  return maxBytes === undefined ? 0 : usedBytes / maxBytes;
}

/** From the response to `INFO memory`. A `maxmemory` of 0 means none. */
export function parseMemory(info: string): RedisMemory {
  const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0);
  const maxBytes = field("maxmemory");
  return { usedBytes: field("used_memory"), maxBytes: maxBytes === 0 ? undefined : maxBytes };
}
