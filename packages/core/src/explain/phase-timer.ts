import type { Clock } from "../ports/system.ts";
import type { Phase, Phases } from "./phases.ts";

/** A stop watch for one part, or one object of a batch: each lap goes to the phase that has just ended. */
export class PhaseTimer {
  readonly #clock: Clock;
  readonly #ms = { queueMs: 0, firstByteMs: 0, readMs: 0, sendMs: 0, responseMs: 0 };
  #atMs: number;
  #next: Phase = "firstByteMs";
  /**
   * Of the step that it is at: read so far where all is read first, and from then on sent. What is read in a moment may
   * take minutes to send, such as below a limit.
   */
  movedBytes = 0;

  constructor(clock: Clock, queuedMs = 0) {
    this.#clock = clock;
    this.#ms.queueMs = queuedMs;
    this.#atMs = clock.nowMs();
  }

  /** @param next what is waited for from now on */
  lap(phase: Phase, next: Phase): void {
    this.#next = next;
    const nowMs = this.#clock.nowMs();
    // A clock that was set back gives no negative times.
    this.#ms[phase] += Math.max(0, nowMs - this.#atMs);
    this.#atMs = nowMs;
  }

  /** When the last lap ended. */
  get atMs(): number {
    return this.#atMs;
  }

  /** Without a copy, for every part asks: they are what they will be once it has ended. */
  get phases(): Phases {
    return this.#ms;
  }

  /** The same of one that is under way: what it waits for now counts as what it waited for last. */
  current(): Phases {
    const waitedMs = Math.max(0, this.#clock.nowMs() - this.#atMs);
    return { ...this.#ms, [this.#next]: this.#ms[this.#next] + waitedMs };
  }
}
