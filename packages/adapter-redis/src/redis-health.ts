import type { Log } from "@penstock/core";
import type { RedisClient } from "./redis-client.ts";
import { rejectionOf } from "./redis-rejections.ts";
import { tryRedisRights } from "./redis-rights.ts";

/** How soon a server that answers, but not as it must, is tried anew. */
const LOOK_AGAIN_MS = 5000;
/** A look is part of a readiness check, which has less than a second. */
const LOOK_LIMIT_MS = 600;

const healths = new WeakMap<RedisClient, RedisHealth>();

/**
 * What is wrong with a connection, from the first failure until Redis was tried anew and does all that
 * is needed: one that was reached again may be a replica, or a server where our user lost a right.
 */
export class RedisHealth {
  readonly #redis: RedisClient;
  readonly #log: Log;
  /** Empty while all is well. */
  readonly #causes = new Set<string>();
  #wasReady = false;
  #trial: Promise<void> | undefined;

  constructor(redis: RedisClient, log: Log) {
    this.#redis = redis;
    this.#log = log;
    healths.set(redis, this);
    redis.on("error", (error) => this.note(error));
    redis.on("ready", () => {
      this.#wasReady = true;
      if (this.#causes.size > 0) {
        void this.#try();
      }
    });
  }

  /** Each rejection is logged once an outage; of a server that is away only that it is. */
  note(error: unknown): void {
    const refused = rejectionOf(error);
    // Only the message: an error of ioredis carries its command, and AUTH carries the password.
    const reason = refused?.message ?? (error instanceof Error ? error.message : "unknown");
    // A start that is refused ends with this very sentence.
    const isSaid = refused === undefined ? this.#causes.size > 0 : !this.#wasReady;
    if (!isSaid && !this.#causes.has(reason)) {
      this.#causes.add(reason);
      this.#log.error(
        { reason },
        "Redis (PENSTOCK_REDIS_URL) cannot be used; retrying until it can",
      );
    }
  }

  async whyNot(): Promise<readonly string[]> {
    if (this.#redis.status === "ready") {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, LOOK_LIMIT_MS);
      const isTried = await Promise.race([this.#try().then(() => true), promise.then(() => false)]);
      clearTimeout(timer);
      if (isTried && this.#causes.size === 0) {
        return [];
      }
    }
    const cause = [...this.#causes].at(-1);
    return [cause === undefined ? "Redis does not answer" : `Redis does not answer: ${cause}`];
  }

  /** One trial at a time: while Redis is away it waits as every command does. */
  #try(): Promise<void> {
    this.#trial ??= this.#tryOnce().finally(() => {
      this.#trial = undefined;
    });
    return this.#trial;
  }

  async #tryOnce(): Promise<void> {
    try {
      await tryRedisRights(this.#redis);
      if (this.#causes.size > 0) {
        this.#causes.clear();
        this.#log.info({}, "Redis is back");
      }
    } catch (error) {
      this.note(error);
      // Whatever closes the connection leads to another `ready`; this does not.
      setTimeout(() => this.#redis.status === "ready" && void this.#try(), LOOK_AGAIN_MS).unref();
    }
  }
}

/**
 * Tries once what the ledger and the queues do, and says why it does not work, in time for a
 * readiness check.
 *
 * @param redis from `connectRedis`
 */
export async function whyRedisFails(redis: RedisClient): Promise<readonly string[]> {
  return healths.get(redis)?.whyNot() ?? [];
}
