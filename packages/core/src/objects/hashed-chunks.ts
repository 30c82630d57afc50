import type { PhaseTimer } from "../explain/phase-timer.ts";
import type { Phase } from "../explain/phases.ts";
import { PenstockError } from "../failures/errors.ts";
import type { Hasher } from "../ports/system.ts";

/** A part while its task is surely ours, with what tells where the time goes. */
type Held = { readonly holdsLease: () => boolean; readonly timer: PhaseTimer };

/** A process that was stopped for a while wakes up in the middle of a body that is another one's by now. */
export function assertHeld(holdsLease: () => boolean): void {
  if (!holdsLease()) {
    throw new PenstockError("attempt-interrupted", "the part's lease was over before it was sent");
  }
}

/** The only layer over what a source gives. No generator, and no second layer: each chunk would pay for it. */
export class HashedChunks implements AsyncIterableIterator<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #hasher: Hasher;
  readonly #delivery: Held;
  /** What happens to each chunk. */
  readonly #then: "readMs" | "sendMs";
  /** What is waited for when it is asked for a chunk. */
  #phase: Phase = "firstByteMs";
  #movedBytes = 0;
  /** Of the chunk that was given last. */
  #givenBytes = 0;

  constructor(
    chunks: AsyncIterable<Uint8Array>,
    hasher: Hasher,
    delivery: Held,
    then: "readMs" | "sendMs",
  ) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#hasher = hasher;
    this.#delivery = delivery;
    this.#then = then;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const { timer, holdsLease } = this.#delivery;
    if (this.#phase === "readMs") {
      this.#movedBytes += this.#givenBytes;
      timer.movedBytes = this.#movedBytes;
      timer.lap(this.#then, "readMs");
    }
    const result = await this.#chunks.next();
    if (result.done === true) {
      timer.lap("readMs", this.#then === "sendMs" ? "responseMs" : this.#then);
      return { done: true, value: undefined };
    }
    timer.lap(this.#phase, this.#then);
    this.#phase = "readMs";
    this.#givenBytes = result.value.length;
    this.#hasher.update(result.value);
    try {
      assertHeld(holdsLease);
    } catch (error) {
      // A `for await` does not close an iterator whose `next` has failed.
      await this.return();
      throw error;
    }
    return result;
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    await this.#chunks.return?.();
    return { done: true, value: undefined };
  }
}
