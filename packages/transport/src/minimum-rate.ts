export type RateLimits = {
  readonly minimumBytesPerSecond: number;
  readonly rateWindowMs: number;
};

/**
 * Judges a source by what it sends while it is waited for. The time in which the caller is busy with a
 * chunk does not count: a slow store must not look like a slow source.
 */
export class MinimumRate {
  readonly #limits: RateLimits;
  readonly #windowBytes: number;
  #waitedMs = 0;
  #receivedBytes = 0;

  constructor(limits: RateLimits) {
    this.#limits = limits;
    this.#windowBytes = (limits.minimumBytesPerSecond * limits.rateWindowMs) / 1000;
  }

  /** How much longer the wait may be until the window is full and has to be judged. */
  get leftMs(): number {
    return Math.max(0, this.#limits.rateWindowMs - this.#waitedMs);
  }

  /** Notes what a wait has brought; false when a window is full and held too few bytes. */
  note(waitedMs: number, receivedBytes: number): boolean {
    this.#waitedMs += waitedMs;
    this.#receivedBytes += receivedBytes;
    if (this.leftMs > 0) {
      return true;
    }
    const isFastEnough = this.#receivedBytes >= this.#windowBytes;
    this.#waitedMs = 0;
    this.#receivedBytes = 0;
    return isFastEnough;
  }
}
