import { randomBytes } from "node:crypto";
import {
  CONFIG_PREFIX,
  LEADER_PREFIX,
  SYSTEM_PREFIX,
  stopChannel,
  TENANTS_KEY,
  tenantPrefix,
} from "./ledger-keys.ts";
import type { RedisClient } from "./redis-client.ts";
import { reasonOfAbort } from "./redis-errors.ts";
import { Script } from "./script.ts";

/** No real tenant: names of tenants begin with a letter or a digit. */
const TRIAL_TENANT = "-trial-";
/** The queues' prefix; this package knows of them only that they live in the same server. */
const QUEUES = "{penstock}:";

const tryRights = new Script("try-rights");

/**
 * Does once what the ledger and the queues do, on keys and channels of each of their prefixes, and
 * leaves nothing behind. For a start, and for a look at a server that is back.
 *
 * @throws what Redis answers
 */
export async function tryRedisRights(redis: RedisClient): Promise<void> {
  const name = randomBytes(6).toString("hex");
  for (const prefix of [
    tenantPrefix(TRIAL_TENANT),
    SYSTEM_PREFIX,
    CONFIG_PREFIX,
    LEADER_PREFIX,
    QUEUES,
  ]) {
    const failed = await tryRights.run(redis, `${prefix}trial-${name}`);
    if (typeof failed === "string" && failed !== "") {
      throw new Error(failed);
    }
  }
  // Needs the right to write, and changes nothing: it does not expire.
  await redis.persist(TENANTS_KEY);
  await redis.publish(stopChannel(TRIAL_TENANT), "");
  await tryTransaction(redis, `${QUEUES}trial-${name}`);
}

/** In a transaction nothing blocks, so the wait for a task is tried there. */
async function tryTransaction(redis: RedisClient, key: string): Promise<void> {
  try {
    await redis.multi().bzpopmin(key, 0.01).exec();
  } catch (error) {
    throw reasonOfAbort(error) ?? error;
  }
}
