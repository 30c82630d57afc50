import type { ConnectionTest, ConnectionTests } from "@penstock/core";

export class MemoryConnectionTests implements ConnectionTests {
  readonly #newest = new Map<string, ConnectionTest>();

  async save(test: ConnectionTest): Promise<void> {
    this.#newest.set(test.connection, test);
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
