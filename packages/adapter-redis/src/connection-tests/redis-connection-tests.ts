import type { ConnectionTest, ConnectionTests } from "@penstock/core";
import { parseConnectionTest } from "../documents.ts";
import { CONNECTION_TESTS_KEY } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";

export class RedisConnectionTests implements ConnectionTests {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async save(test: ConnectionTest): Promise<void> {
    const json = JSON.stringify(test);
    await this.#calls.ask((redis) => redis.hset(CONNECTION_TESTS_KEY, test.connection, json));
  }

  async read(connection: string): Promise<ConnectionTest | undefined> {
    const json = await this.#calls.ask((redis) => redis.hget(CONNECTION_TESTS_KEY, connection));
    return parseConnectionTest(json, this.#calls.damage);
  }

  async testedBefore(ms: number): Promise<readonly string[]> {
    const all = await this.#calls.ask((redis) => redis.hgetall(CONNECTION_TESTS_KEY));
    return Object.entries(all).flatMap(([connection, json]) => {
      const test = parseConnectionTest(json, this.#calls.damage);
      return test === undefined || test.testedAtMs >= ms ? [] : [connection];
    });
  }

  async forget(connection: string): Promise<void> {
    await this.#calls.ask((redis) => redis.hdel(CONNECTION_TESTS_KEY, connection));
  }
}
