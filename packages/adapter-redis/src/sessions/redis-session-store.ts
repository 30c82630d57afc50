import type { SessionStore } from "@penstock/core";
import { SYSTEM_PREFIX } from "../ledger-keys.ts";
import type { RedisClient } from "../redis-client.ts";
import { toLedgerError } from "../redis-errors.ts";

/** Redis forgets each at its end. A Redis that lost them ends all sessions: a browser begins another one. */
export class RedisSessionStore implements SessionStore {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  async write(name: string, value: string, forMs: number): Promise<void> {
    await this.#ask(() => this.#redis.set(keyOf(name), value, "PX", forMs));
  }

  async read(name: string): Promise<string | undefined> {
    return (await this.#ask(() => this.#redis.get(keyOf(name)))) ?? undefined;
  }

  async take(name: string): Promise<string | undefined> {
    return (await this.#ask(() => this.#redis.getdel(keyOf(name)))) ?? undefined;
  }

  async #ask<Reply>(question: () => Promise<Reply>): Promise<Reply> {
    try {
      return await question();
    } catch (error) {
      throw toLedgerError(error);
    }
  }
}

function keyOf(name: string): string {
  return `${SYSTEM_PREFIX}session:${name}`;
}
