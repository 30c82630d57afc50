import type { Clock } from "@penstock/core";

/** Less than that, which is what vendors' own clients bear, is the way of the response and its whole seconds. */
const BEARABLE_SKEW_MS = 30_000;

/** NaN for what is no time: `Date.parse` takes many a number for a year. */
export function timeOf(text: string | undefined): number {
  return /[a-z]{3}|\dT\d/i.test(text ?? "") ? Date.parse(text ?? "") : Number.NaN;
}

/**
 * The time by a store's clock, as far as it is known: a machine whose clock is off can sign by it all
 * the same. Once a store has told its time, steps of our own clock, in either direction, change nothing.
 */
export class StoreClock {
  readonly #clock: Clock;
  readonly #monotonicMs: () => number;
  /** What the store's clock showed, and ours that only goes forward. */
  #reported: { readonly storeMs: number; readonly atMs: number } | undefined;
  #corrections = 0;

  constructor(clock: Clock, monotonicMs = () => performance.now()) {
    this.#clock = clock;
    this.#monotonicMs = monotonicMs;
  }

  nowMs(): number {
    return this.#reported === undefined
      ? this.#clock.nowMs()
      : this.#reported.storeMs + this.#monotonicMs() - this.#reported.atMs;
  }

  /** By how much the store's clock is ahead of ours. */
  get aheadMs(): number {
    return this.nowMs() - this.#clock.nowMs();
  }

  /** To be asked before a request is signed, and handed to `explains` with its rejection. */
  get corrections(): number {
    return this.#corrections;
  }

  /** @returns whether ours was wrong; from now on it follows the store's. NaN says nothing. */
  follow(storeMs: number): boolean {
    const isWrong = Math.abs(storeMs - this.nowMs()) >= BEARABLE_SKEW_MS;
    if (isWrong) {
      this.#reported = { storeMs, atMs: this.#monotonicMs() };
      this.#corrections += 1;
    }
    return isWrong;
  }

  /**
   * Whether a wrong clock of ours may be all that was refused: it is wrong by the response's own date, or
   * it was, and the request was signed by it before it was corrected.
   */
  explains(signedAfterCorrections: number, storeMs: number): boolean {
    return this.follow(storeMs) || signedAfterCorrections !== this.#corrections;
  }
}
