import type { JournalEntry } from "@penstock/cos-emulator";

/** What the store saw of each object: how often it took it, and whether that was before the flush, after it, or both. */
export class BulkPuts {
  readonly #taken = new Map<string, number>();
  readonly #takenBeforeFlush = new Set<string>();
  readonly #resentAfterFlush = new Set<string>();
  #flushedAtMs = Number.POSITIVE_INFINITY;

  noteFlush(atMs: number): void {
    this.#flushedAtMs = atMs;
  }

  add(entries: readonly JournalEntry[]): void {
    for (const { call, key, status, atMs } of entries) {
      // A client that was killed before the response: the object may be there all the same.
      if (call === "PutObject" && (status === 200 || status === "cut")) {
        this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1);
        if (atMs < this.#flushedAtMs) {
          this.#takenBeforeFlush.add(key);
        } else if (this.#takenBeforeFlush.has(key)) {
          this.#resentAfterFlush.add(key);
        }
      }
    }
  }

  isTaken(key: string): boolean {
    return this.#taken.has(key);
  }

  /** Objects that the store took more than once, for whatever reason. */
  get resentObjects(): number {
    return [...this.#taken.values()].filter((times) => times > 1).length;
  }

  /** Those that it had taken before the flush and took again after it. */
  get resentAfterFlush(): ReadonlySet<string> {
    return this.#resentAfterFlush;
  }
}
