/**
 * Part buffers that are used again. A worker never runs more parts than it has slots, so the pool
 * holds at most slots x bufferBytes, whatever the size and number of the objects.
 */
export class BufferPool {
  readonly bufferBytes: number;
  readonly #free: Uint8Array[] = [];

  constructor(bufferBytes: number) {
    this.bufferBytes = bufferBytes;
  }

  take(): Uint8Array {
    return this.#free.pop() ?? new Uint8Array(this.bufferBytes);
  }

  release(buffer: Uint8Array): void {
    this.#free.push(buffer);
  }
}
