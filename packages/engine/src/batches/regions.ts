type Piece = { readonly start: number; readonly end: number };
type Waiting = { readonly bytes: number; readonly resolve: (piece: Uint8Array) => void };

/**
 * Pieces of one buffer, for objects that are in memory at the same time: many small ones share what one
 * part would take. They are given out in the order in which they were asked for.
 */
export class Regions {
  readonly #buffer: Uint8Array;
  /** In order of their place, none touching another. */
  readonly #taken: Piece[] = [];
  readonly #waiting: Waiting[] = [];

  constructor(buffer: Uint8Array) {
    this.#buffer = buffer;
  }

  get bytes(): number {
    return this.#buffer.length;
  }

  /** @param bytes at most those of the buffer. What is taken has to be given back. */
  take(bytes: number): Promise<Uint8Array> {
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, resolve });
      this.#giveOut();
    });
  }

  release(piece: Uint8Array): void {
    const start = piece.byteOffset - this.#buffer.byteOffset;
    const end = start + piece.length;
    this.#taken.splice(
      this.#taken.findIndex((taken) => taken.start === start && taken.end === end),
      1,
    );
    this.#giveOut();
  }

  #giveOut(): void {
    const [first] = this.#waiting;
    const start = first && this.#placeFor(first.bytes);
    if (first !== undefined && start !== undefined) {
      this.#waiting.shift();
      first.resolve(this.#occupy({ start, end: start + first.bytes }));
      this.#giveOut();
    }
  }

  #placeFor(bytes: number): number | undefined {
    let start = 0;
    for (const taken of this.#taken) {
      if (taken.start - start >= bytes) {
        return start;
      }
      start = taken.end;
    }
    return this.#buffer.length - start >= bytes ? start : undefined;
  }

  #occupy(piece: Piece): Uint8Array {
    const behind = this.#taken.findIndex((taken) => taken.start >= piece.end);
    this.#taken.splice(behind === -1 ? this.#taken.length : behind, 0, piece);
    return this.#buffer.subarray(piece.start, piece.end);
  }
}
