/** The latest entries of a list without end, numbered from 1. */
export class Recent<Entry> {
  readonly #entries: Entry[] = [];
  readonly #maxCount: number;
  #count = 0;

  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  /** How many there ever were. */
  get count(): number {
    return this.#count;
  }

  push(entry: Entry): void {
    this.#entries[this.#count % this.#maxCount] = entry;
    this.#count += 1;
  }

  /** What came after the nth entry and is still there, oldest first. */
  after(number: number): readonly Entry[] {
    const first = Math.max(number, this.#count - this.#maxCount, 0);
    const length = Math.max(this.#count - first, 0);
    return Array.from({ length }, (_, index) => {
      return this.#entries[(first + index) % this.#maxCount];
    }).filter((entry) => entry !== undefined);
  }
}
