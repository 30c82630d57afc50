import type { Clock } from "@penstock/core";

/** Less than that, which is what vendors' own clients bear, is the way of the answer and its whole seconds. */
const BEARABLE_SKEW_MS = 30_000;

/**
 * The time by a store's clock, as far as it is known: a machine whose clock is off can sign by it all
 * the same.
 */
export class StoreClock {
  readonly #clock: Clock;
  #aheadMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  nowMs(): number {
    return this.#clock.nowMs() + this.#aheadMs;
  }

  /** @returns whether ours was wrong; from now on it follows the store's. NaN says nothing. */
  follow(storeMs: number): boolean {
    const isWrong = Math.abs(storeMs - this.nowMs()) >= BEARABLE_SKEW_MS;
    if (isWrong) {
      this.#aheadMs = storeMs - this.#clock.nowMs();
    }
    return isWrong;
  }
}
