import type { Clock, TaskOutcome } from "@penstock/core";
import type { SlotSample } from "./adaptive-slots.ts";

/** Shorter, and the announcement of each change would cost more than the change brings. */
const SHORTEST_MS = 1000;
/** Of the slots' time: the queue's own round trips leave gaps between short tasks. */
const BUSY_SHARE = 0.8;

/**
 * Watches the tasks of a worker and says now and then what its slots moved.
 *
 * Goodput is tasks under way x bytes uploaded / time those tasks took (Little's law). Bytes uploaded in a
 * span of time would depend on where the span ends, for parts that start together are uploaded together.
 */
export class SlotMeter {
  readonly #clock: Clock;
  #slots: number;
  /** Tasks that began earlier ran beside another number of slots. */
  #levelFromMs: number;
  #running = 0;
  #fromMs: number;
  #changedAtMs: number;
  /** Tasks under way, times milliseconds. */
  #busyMs = 0;
  #taskMs = 0;
  #uploadedBytes = 0;
  #uploaded = 0;

  constructor(clock: Clock, slots: number) {
    this.#clock = clock;
    this.#slots = slots;
    this.#levelFromMs = clock.nowMs();
    this.#fromMs = this.#levelFromMs;
    this.#changedAtMs = this.#levelFromMs;
  }

  /** From now on there are so many slots. What was seen of others is forgotten. */
  setSlots(slots: number): void {
    this.#slots = slots;
    this.#levelFromMs = this.#clock.nowMs();
    this.#restart();
  }

  /** @returns what to call when the task has ended; that may answer with a sample */
  begin(): (outcome: TaskOutcome) => SlotSample | undefined {
    this.#pass(1);
    const beganAtMs = this.#changedAtMs;
    return (outcome) => {
      this.#pass(-1);
      if (beganAtMs >= this.#levelFromMs) {
        this.#add(outcome, this.#changedAtMs - beganAtMs);
      }
      return this.#sampleIfDue();
    };
  }

  #pass(more: 1 | -1): void {
    const nowMs = this.#clock.nowMs();
    this.#busyMs += this.#running * (nowMs - this.#changedAtMs);
    this.#running += more;
    this.#changedAtMs = nowMs;
  }

  #add(outcome: TaskOutcome, tookMs: number): void {
    this.#taskMs += tookMs;
    if (outcome.kind === "done" && outcome.uploadedBytes !== undefined) {
      this.#uploaded += 1;
      this.#uploadedBytes += outcome.uploadedBytes;
    }
  }

  #sampleIfDue(): SlotSample | undefined {
    const forMs = this.#changedAtMs - this.#fromMs;
    if (forMs < SHORTEST_MS || this.#uploaded < this.#slots) {
      return undefined;
    }
    const running = this.#busyMs / forMs;
    const sample: SlotSample = {
      goodputBytesPerSecond: (running * this.#uploadedBytes * 1000) / Math.max(1, this.#taskMs),
      isBusy: running >= BUSY_SHARE * this.#slots,
    };
    this.#restart();
    return sample;
  }

  #restart(): void {
    this.#fromMs = this.#clock.nowMs();
    this.#changedAtMs = this.#fromMs;
    this.#busyMs = 0;
    this.#taskMs = 0;
    this.#uploadedBytes = 0;
    this.#uploaded = 0;
  }
}
