import type { Log } from "@penstock/core";
import type { ChainableCommander, Redis } from "ioredis";
import { Damage } from "./damage.ts";
import { tenantPrefix } from "./ledger-keys.ts";
import { toLedgerError } from "./redis-errors.ts";
import type { Script, ScriptArgument } from "./script.ts";

/** How every port of the ledger talks to Redis. The connection belongs to the caller. */
export class RedisCalls {
  readonly damage: Damage;
  readonly #redis: Redis;

  constructor(redis: Redis, log: Pick<Log, "error"> | undefined) {
    this.#redis = redis;
    this.damage = new Damage(log);
  }

  /** @param tenant a name without braces */
  run(script: Script, tenant: string, args: readonly ScriptArgument[]): Promise<unknown> {
    return this.ask((redis) => script.run(redis, tenantPrefix(tenant), ...args));
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
  async ask<Reply>(question: (redis: Redis) => Promise<Reply>): Promise<Reply> {
    try {
      return await question(this.#redis);
    } catch (error) {
      throw toLedgerError(error);
    }
  }
}
