import type { ConnectionTest, ConnectionTests } from "@penstock/core";

export class MemoryConnectionTests implements ConnectionTests {
  readonly #newest = new Map<string, ConnectionTest>();

  async save(test: ConnectionTest): Promise<void> {
    this.#newest.set(test.connection, test);
  }

  async read(connection: string): Promise<ConnectionTest | undefined> {
    return this.#newest.get(connection);
  }
}
