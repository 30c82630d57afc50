const BLOCK_KEYS = 1024 * 1024;

/**
 * Finds out whether keys were added twice, with 8 bytes a key: a hash of 53 bits each, in sorted blocks.
 * Two keys may share a hash, so the keys of one that repeats have to be compared.
 */
export class KeyHashes {
  readonly #blocks: Float64Array[] = [];
  #open = new Float64Array(BLOCK_KEYS);
  #count = 0;

  add(key: string): void {
    if (this.#count === BLOCK_KEYS) {
      this.#close();
    }
    this.#open[this.#count] = keyHash(key);
    this.#count += 1;
  }

  /** The hashes that more than one key has, in order. */
  *repeated(): Generator<number> {
    this.#close();
    let last = -1;
    let lastRepeated = -1;
    for (const hash of merged(this.#blocks)) {
      if (hash === last && hash !== lastRepeated) {
        lastRepeated = hash;
        yield hash;
      }
      last = hash;
    }
  }

  #close(): void {
    if (this.#count > 0) {
      this.#blocks.push(this.#open.subarray(0, this.#count).sort());
      this.#open = new Float64Array(BLOCK_KEYS);
      this.#count = 0;
    }
  }
}

/** So few blocks that the next number is found by looking at the first of each. */
function* merged(blocks: readonly Float64Array[]): Generator<number> {
  const places = new Uint32Array(blocks.length);
  for (;;) {
    let next = Number.POSITIVE_INFINITY;
    let from = -1;
    for (let block = 0; block < blocks.length; block += 1) {
      const first = blocks[block]?.[places[block] ?? 0] ?? Number.POSITIVE_INFINITY;
      if (first < next) {
        next = first;
        from = block;
      }
    }
    if (from < 0) {
      return;
    }
    places[from] = (places[from] ?? 0) + 1;
    yield next;
  }
}

const WORD = 2 ** 32;
const HIGH_BITS = 21;

/** Two multiplicative hashes of 32 bits over the UTF-16 units, mixed as murmur3 ends: 53 bits, which a number holds. */
export function keyHash(key: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < key.length; at += 1) {
    const unit = key.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  const mixedHigh = mixed(high ^ (low >>> 15));
  const mixedLow = mixed(low ^ Math.imul(high, 0x85ebca6b));
  return (mixedHigh >>> (32 - HIGH_BITS)) * WORD + (mixedLow >>> 0);
}

function mixed(word: number): number {
  const first = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
