// The bytes of a part as its source gives them, hashed on the way.

import {
  type ChecksumValue,
  type Delivery,
  type Hasher,
  hasherOfPart,
  type PartTask,
  PenstockError,
  type Phase,
  type PhaseTimer,
} from "@penstock/core";
import type { PartEngine } from "../engine.ts";

/** With what tells where the time goes. */
export type TimedDelivery = Pick<Delivery, "signal" | "holdsLease"> & {
  readonly timer: PhaseTimer;
};

export type Reading = {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of what was read: call it once, when `chunks` has ended. */
  checksum(): ChecksumValue;
};

/**
 * The bytes of a part, hashed on the way, for as long as its task is surely ours.
 *
 * @param then what happens to each chunk
 */
export function readSource(
  { connections, hashing }: Pick<PartEngine, "connections" | "hashing">,
  task: PartTask,
  delivery: TimedDelivery,
  then: "readMs" | "sendMs",
): Reading {
  const { source, upload, range } = task;
  const hasher = hasherOfPart(hashing, task);
  const chunks = connections
    .source(source.connection)
    .read(source.key, upload.sourceVersion, range, delivery.signal);
  return {
    chunks: new HashedChunks(chunks, hasher, delivery, then),
    checksum: () => hasher.digest(),
  };
}

/** A process that was stopped for a while wakes up in the middle of a body that is another one's by now. */
export function assertHeld(holdsLease: () => boolean): void {
  if (!holdsLease()) {
    throw new PenstockError("attempt-interrupted", "the part's lease was over before it was sent");
  }
}

/** The only layer over what a source gives: each more is paid for with every chunk, and so would be a generator. */
class HashedChunks implements AsyncIterableIterator<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #hasher: Hasher;
  readonly #delivery: TimedDelivery;
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
    delivery: TimedDelivery,
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
    if (!holdsLease()) {
      // Whoever reads does not ask a walk to end that has failed.
      await this.return();
      assertHeld(holdsLease);
    }
    return result;
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    await this.#chunks.return?.();
    return { done: true, value: undefined };
  }
}
