import type { ConnectionTest, ConnectionTests } from "@penstock/core";
import { SYSTEM_PREFIX } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { parseConnectionTest } from "./parse-connection-test.ts";

const save = new Script("connection-tests/save-test");
const TESTS_KEY = `${SYSTEM_PREFIX}connectionTests`;

export class RedisConnectionTests implements ConnectionTests {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async save(test: ConnectionTest): Promise<void> {
    const state = test.checks.some(({ result }) => result === "failed") ? "failed" : "passed";
    const args = [test.connection, JSON.stringify(test), `test-${state}`];
    await this.#calls.ask((redis) => save.run(redis, SYSTEM_PREFIX, ...args));
  }

  async read(connection: string): Promise<ConnectionTest | undefined> {
    const json = await this.#calls.ask((redis) => redis.hget(TESTS_KEY, connection));
    return parseConnectionTest(json, this.#calls.damage);
  }

  async testedBefore(ms: number): Promise<readonly string[]> {
    const all = await this.#calls.ask((redis) => redis.hgetall(TESTS_KEY));
    return Object.entries(all).flatMap(([connection, json]) => {
      const test = parseConnectionTest(json, this.#calls.damage);
      return test === undefined || test.testedAtMs >= ms ? [] : [connection];
    });
  }

  async forget(connection: string): Promise<void> {
    await this.#calls.ask((redis) => redis.hdel(TESTS_KEY, connection));
  }
}
