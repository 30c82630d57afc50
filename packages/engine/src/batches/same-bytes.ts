// Whether two streams have the same bytes. Neither is held in memory.

const NONE = new Uint8Array();

/**
 * Reads both side by side up to the first byte that differs, and closes them.
 *
 * @param mayContinue asked before each chunk; throws where it may not
 */
export async function haveSameBytes(
  one: AsyncIterable<Uint8Array>,
  other: AsyncIterable<Uint8Array>,
  mayContinue: () => void,
): Promise<boolean> {
  const sides = [new ByteCursor(one), new ByteCursor(other)] as const;
  const [left, right] = sides;
  try {
    let length = await fill(sides, mayContinue);
    while (length > 0) {
      if (Buffer.compare(left.take(length), right.take(length)) !== 0) {
        return false;
      }
      length = await fill(sides, mayContinue);
    }
    return left.rest.length === right.rest.length;
  } finally {
    await Promise.all(sides.map((side) => side.close()));
  }
}

/** @returns how many bytes can be compared now; 0 where one of them has no more */
async function fill(
  [left, right]: readonly [ByteCursor, ByteCursor],
  mayContinue: () => void,
): Promise<number> {
  mayContinue();
  await Promise.all([left.fill(), right.fill()]);
  return Math.min(left.rest.length, right.rest.length);
}

class ByteCursor {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What the others have not been compared with; empty once filled: there is nothing more. */
  rest: Uint8Array = NONE;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  /** A chunk is valid until the next one is asked for, so none is before it was compared. */
  async fill(): Promise<void> {
    while (this.rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) {
        return;
      }
      this.rest = next.value;
    }
  }

  take(length: number): Uint8Array {
    const taken = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return taken;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
