/** Larger reads and writes cost no less CPU per byte, smaller ones do. */
export const CHUNK_BYTES = 1024 * 1024;

/** Buffers that are used again: as many as were ever in use at once. */
export class ChunkBuffers {
  readonly #free: Buffer[] = [];
  readonly #bytes: number;

  constructor(bytes = CHUNK_BYTES) {
    this.#bytes = bytes;
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes);
  }

  /** Only once nothing can write into it any more, and nothing reads it. */
  release(buffer: Buffer): void {
    this.#free.push(buffer);
  }
}
