import type { Clock, ConnectionTest, ConnectionTests } from "@penstock/core";
import type { MemoryEventLog } from "./memory-event-log.ts";

export class MemoryConnectionTests implements ConnectionTests {
  readonly #clock: Clock;
  readonly #events: MemoryEventLog;
  readonly #newest = new Map<string, ConnectionTest>();

  constructor(clock: Clock, events: MemoryEventLog) {
    this.#clock = clock;
    this.#events = events;
  }

  async save(test: ConnectionTest): Promise<void> {
    const { connection, checks } = test;
    this.#newest.set(connection, test);
    const isFailed = checks.some(({ result }) => result === "failed");
    const state = isFailed ? "test-failed" : "test-passed";
    this.#events.addSystem({ kind: "connection", connection, state }, this.#clock.nowMs());
  }

  async read(connection: string): Promise<ConnectionTest | undefined> {
    return this.#newest.get(connection);
  }

  async testedBefore(ms: number): Promise<readonly string[]> {
    return [...this.#newest.values()]
      .filter(({ testedAtMs }) => testedAtMs < ms)
      .map(({ connection }) => connection);
  }

  async forget(connection: string): Promise<void> {
    this.#newest.delete(connection);
  }
}
