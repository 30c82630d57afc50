import type { Log } from "@penstock/core";
import type { ChainableCommander } from "ioredis";
import { Damage } from "./damage.ts";
import { tenantPrefix } from "./ledger-keys.ts";
import { duplicateOf, type RedisClient } from "./redis-client.ts";
import { toLedgerError } from "./redis-errors.ts";
import type { Script, ScriptArgument } from "./script.ts";

/** Whatever the first connection is for: this one waits. */
const PATIENT = {
  lazyConnect: true,
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  commandTimeout: undefined,
} as const;

/** How every port of the ledger talks to Redis. The connection belongs to the caller. */
export class RedisCalls {
  readonly damage: Damage;
  readonly #redis: RedisClient;
  readonly #log: Pick<Log, "error"> | undefined;

  constructor(redis: RedisClient, log: Pick<Log, "error"> | undefined) {
    this.#redis = redis;
    this.#log = log;
    this.damage = new Damage(log);
  }

  /** The same on a new connection, which waits for Redis however long it is away. It belongs to who asked for it. */
  apart(): RedisCalls {
    const redis = duplicateOf(this.#redis, PATIENT);
    // The connection that it was made of reports the same outage.
    redis.on("error", () => undefined);
    return new RedisCalls(redis, this.#log);
  }

  disconnect(): void {
    this.#redis.disconnect();
  }

  /** @param tenant a name without braces */
  async run(script: Script, tenant: string, args: readonly ScriptArgument[]): Promise<unknown> {
    const key = tenantPrefix(tenant);
    try {
      return await script.runKnown(this.#redis, key, args);
    } catch (error) {
      return await this.ask(async (redis) => script.teach(error, redis, key, args));
    }
  }

  /** The same, with strings of the reply as bytes. */
  runBinary(script: Script, tenant: string, args: readonly ScriptArgument[]): Promise<unknown> {
    return this.ask((redis) => script.runBinary(redis, tenantPrefix(tenant), ...args));
  }

  async pipeline(fill: (pipeline: ChainableCommander) => void): Promise<readonly unknown[]> {
    return this.ask(async (redis) => {
      const pipeline = redis.pipeline();
      fill(pipeline);
      const replies = (await pipeline.exec()) ?? [];
      return replies.map(([error, reply]) => {
        if (error !== null) {
          throw error;
        }
        return reply;
      });
    });
  }

  /** @throws PenstockError in place of what Redis, or the way to it, throws */
  async ask<Reply>(question: (redis: RedisClient) => Promise<Reply>): Promise<Reply> {
    try {
      return await question(this.#redis);
    } catch (error) {
      throw toLedgerError(error);
    }
  }
}
