import type { RedisClient } from "./redis-client.ts";
import { toLedgerError } from "./redis-errors.ts";

/**
 * By the server's clock, which the scripts write by.
 *
 * @throws PenstockError `ledger-unavailable`
 */
export async function readRedisTime(redis: RedisClient): Promise<number> {
  try {
    const [seconds, microseconds] = await redis.time();
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  } catch (error) {
    throw toLedgerError(error);
  }
}
