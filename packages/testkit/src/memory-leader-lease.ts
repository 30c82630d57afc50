import type { Clock, LeaderLease, LeaderTerm } from "@penstock/core";

/** The lease of the leader in memory, for tests and the simulation. */
export class MemoryLeaderLease implements LeaderLease {
  readonly #clock: Clock;
  #term: (LeaderTerm & { readonly endsAtMs: number }) | undefined;
  #lastFence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Loses everything, as FLUSHALL does; the fencing number is not below the time. */
  flush(): void {
    this.#term = undefined;
    this.#lastFence = 0;
  }

  async take(holder: string, leaseMs: number): Promise<LeaderTerm> {
    const nowMs = this.#clock.nowMs();
    const current =
      this.#term !== undefined && nowMs < this.#term.endsAtMs ? this.#term : undefined;
    if (current !== undefined && current.holder !== holder) {
      return { holder: current.holder, fence: current.fence };
    }
    this.#lastFence = current?.fence ?? Math.max(this.#lastFence + 1, nowMs);
    this.#term = { holder, fence: this.#lastFence, endsAtMs: nowMs + leaseMs };
    return { holder, fence: this.#lastFence };
  }

  async release({ holder, fence }: LeaderTerm): Promise<void> {
    if (this.#term?.holder === holder && this.#term.fence === fence) {
      this.#term = undefined;
    }
  }
}
