import type { Clock, ConnectionTest, ConnectionTests, Ledger } from "@penstock/core";

/** As soon as any process sees a change of the configuration. */
const KNOWN_FOR_MS = 5000;

type Known = { readonly atMs: number; readonly test: ConnectionTest | undefined };

/**
 * For a process that asks for the test of the same connections again and again, as a planner does for every
 * small object: what it read stays known for some seconds. A test that it saves itself is known at once,
 * through whichever of its ledgers.
 */
export class KnownTests {
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  through(ledger: Ledger): Ledger {
    const { connectionTests: tests } = ledger;
    const forgetAround = async (connection: string, change: () => Promise<void>) => {
      await change();
      this.#known.delete(connection);
    };
    const known: ConnectionTests = {
      save: (test) => forgetAround(test.connection, () => tests.save(test)),
      read: (connection) => this.#read(tests, connection),
      testedBefore: (ms) => tests.testedBefore(ms),
      forget: (connection) => forgetAround(connection, () => tests.forget(connection)),
    };
    return { ...ledger, connectionTests: known };
  }

  async #read(tests: ConnectionTests, connection: string): Promise<ConnectionTest | undefined> {
    const atMs = this.#clock.nowMs();
    const known = this.#known.get(connection);
    const ageMs = atMs - (known?.atMs ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back must not make it longer.
    if (known !== undefined && ageMs >= 0 && ageMs < KNOWN_FOR_MS) {
      return known.test;
    }
    const test = await tests.read(connection);
    this.#known.set(connection, { atMs, test });
    return test;
  }
}
