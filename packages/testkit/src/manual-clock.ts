import type { Clock } from "@penstock/core";

/** A clock that a test moves by hand. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  advance(byMs: number): void {
    if (!(byMs >= 0)) {
      throw new RangeError(`time does not move by ${byMs} ms`);
    }
    this.#nowMs += byMs;
  }
}
