import type { ChunkBuffers } from "./chunk-buffers.ts";
import type { Chunk } from "./response-reader.ts";

type Result = IteratorResult<Uint8Array, undefined>;

const DONE: Result = { done: true, value: undefined };

/** The chunks of a response that has come as a whole. A generator would cost more than such a response. */
export class HeldChunks implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #chunks: Chunk[];
  readonly #buffers: ChunkBuffers;
  readonly #signal: AbortSignal;
  #given: Buffer | undefined;

  constructor(chunks: Chunk[], buffers: ChunkBuffers, signal: AbortSignal) {
    this.#chunks = chunks;
    this.#buffers = buffers;
    this.#signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    this.#takeBack();
    if (this.#signal.aborted) {
      return Promise.reject(this.#signal.reason);
    }
    const chunk = this.#chunks.shift();
    this.#given = chunk?.buffer;
    return Promise.resolve(chunk === undefined ? DONE : { done: false, value: chunk.bytes });
  }

  return(): Promise<Result> {
    this.discard();
    return Promise.resolve(DONE);
  }

  discard(): void {
    this.#takeBack();
    for (const { buffer } of this.#chunks.splice(0)) {
      this.#release(buffer);
    }
  }

  #takeBack(): void {
    this.#release(this.#given);
    this.#given = undefined;
  }

  #release(buffer: Buffer | undefined): void {
    if (buffer !== undefined) {
      this.#buffers.release(buffer);
    }
  }
}
