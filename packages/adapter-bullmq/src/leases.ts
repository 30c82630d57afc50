import type { Clock } from "@penstock/core";

/**
 * Until when each task at hand is surely still ours, reckoned from before the question was asked: a
 * process that was stopped between an answer of Redis and its reading must not take the answer for
 * news. A timer would not do, because after such a stop it fires after whatever was about to be sent.
 */
export class Leases {
  readonly #clock: Clock;
  readonly #lockMs: number;
  readonly #endsAtMs = new Map<string, number>();

  constructor(clock: Clock, lockMs: number) {
    this.#clock = clock;
    this.#lockMs = lockMs;
  }

  begin(jobId: string, askedAtMs: number): void {
    this.#endsAtMs.set(jobId, askedAtMs + this.#lockMs);
  }

  end(jobId: string): void {
    this.#endsAtMs.delete(jobId);
  }

  isHeld(jobId: string): boolean {
    return this.#clock.nowMs() < (this.#endsAtMs.get(jobId) ?? Number.NEGATIVE_INFINITY);
  }

  /**
   * Asks for more time and takes note of it.
   *
   * @param extend returns the tasks that were lost
   */
  async renew(
    jobIds: readonly string[],
    extend: () => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const askedAtMs = this.#clock.nowMs();
    const lost = new Set(await extend());
    for (const jobId of jobIds) {
      if (!lost.has(jobId) && this.#endsAtMs.has(jobId)) {
        this.begin(jobId, askedAtMs);
      }
    }
    return [...lost];
  }
}
