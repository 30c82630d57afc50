import type { Clock } from "@penstock/core";

/** Until when a task is ours, by each of the two clocks. */
type End = { readonly wallMs: number; readonly steadyMs: number };

/**
 * Until when each current task is certainly still ours, counted from before the renewal was sent: a
 * process that was stopped between a response of Redis and its reading must not take the response for
 * news. A timer would not do, because after such a stop it fires after whatever was about to be sent.
 *
 * Two clocks have to agree: the wall clock may be set back, and the steady one stands still
 * while the machine sleeps.
 */
export class Leases {
  readonly #wall: Clock;
  readonly #steady: Clock;
  readonly #lockMs: number;
  readonly #ends = new Map<string, End>();

  constructor(wall: Clock, steady: Clock, lockMs: number) {
    this.#wall = wall;
    this.#steady = steady;
    this.#lockMs = lockMs;
  }

  /** @param askedAtMs by the wall clock, for that is the one by which the queue notes it */
  begin(jobId: string, askedAtMs: number): void {
    const agoMs = Math.max(0, this.#wall.nowMs() - askedAtMs);
    this.#ends.set(jobId, {
      wallMs: askedAtMs + this.#lockMs,
      steadyMs: this.#steady.nowMs() - agoMs + this.#lockMs,
    });
  }

  end(jobId: string): void {
    this.#ends.delete(jobId);
  }

  isHeld(jobId: string): boolean {
    const end = this.#ends.get(jobId);
    return (
      end !== undefined && this.#wall.nowMs() < end.wallMs && this.#steady.nowMs() < end.steadyMs
    );
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
    const end: End = {
      wallMs: this.#wall.nowMs() + this.#lockMs,
      steadyMs: this.#steady.nowMs() + this.#lockMs,
    };
    const lost = new Set(await extend());
    for (const jobId of jobIds) {
      if (!lost.has(jobId) && this.#ends.has(jobId)) {
        this.#ends.set(jobId, end);
      }
    }
    return [...lost];
  }
}
