import type { Clock, SessionStore } from "@penstock/core";

/** Sessions in memory, for tests; it is also the model of the other ones. */
export class MemorySessionStore implements SessionStore {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, { readonly value: string; readonly untilMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async write(name: string, value: string, forMs: number): Promise<void> {
    this.#sessions.set(name, { value, untilMs: this.#clock.nowMs() + forMs });
  }

  async read(name: string): Promise<string | undefined> {
    return this.#valueOf(name);
  }

  async take(name: string): Promise<string | undefined> {
    const value = this.#valueOf(name);
    this.#sessions.delete(name);
    return value;
  }

  #valueOf(name: string): string | undefined {
    const session = this.#sessions.get(name);
    return session === undefined || session.untilMs <= this.#clock.nowMs()
      ? undefined
      : session.value;
  }
}
