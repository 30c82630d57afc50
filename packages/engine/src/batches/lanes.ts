// How many entries of the batches of a process are moved at once, and which.

/** Of each batch on average: enough to keep the process busy where the stores are near. */
const FEWEST_OF_EACH = 8;
/** More requests at once than this bring no more bytes through one process, and each holds a socket. */
const MOST_OF_EACH = 32;
/** A batch has so many whatever the others do, so that a store that does not answer holds up no other one's. */
const ALWAYS = 2;
/** How many entries are begun before it is looked whether there should be more lanes, or fewer. */
const ENTRIES_A_LOOK = 128;
const BUSY_SHARE = 0.9;
const ROOM_SHARE = 0.75;

type Work<Item> = (item: Item) => Promise<"go on" | "stop">;

type Batch = {
  running: number;
  hasMore: boolean;
  begin(): Promise<"go on" | "stop">;
  readonly ended: PromiseWithResolvers<void>;
};

/**
 * The lanes of a process: its batches share them, and the one that came first has as many as it can use. A batch that
 * all of them move at once is done in its part of the time, so that a slot is free again and again, and what is queued behind
 * a thousand batches begins soon. With the same number of lanes each, all that began together would end together.
 *
 * Their number follows the time that the process has left. While stores are far it waits for them, and more entries at once
 * fill that time. A process that is busy all the time moves no more with more entries. They only take longer, so that V8 copies
 * and marks their objects as old ones: an object of 10 KiB costs 320 µs with 32 lanes in each of 8 slots, and 240 µs with 8.
 */
export class Lanes {
  readonly #loopShare: () => number;
  /** In the order in which they came. */
  readonly #batches = new Set<Batch>();
  #ofEach = FEWEST_OF_EACH;
  #running = 0;
  #sinceLook = 0;

  /** @param loopShare how much of the time since it was asked last the process had something to do, from 0 to 1 */
  constructor(loopShare: () => number) {
    this.#loopShare = loopShare;
  }

  /**
   * Runs the work for each item of a batch, in their order. Once the work says so, or the signal is aborted, no further item
   * is begun.
   *
   * @returns the items that were not begun
   */
  async run<Item>(
    items: readonly Item[],
    signal: AbortSignal,
    work: Work<Item>,
  ): Promise<readonly Item[]> {
    let next = 0;
    const batch: Batch = {
      running: 0,
      hasMore: items.length > 0 && !signal.aborted,
      ended: Promise.withResolvers(),
      begin: () => {
        const item = items[next] as Item;
        next += 1;
        batch.hasMore = next < items.length;
        return work(item);
      },
    };
    const stop = () => {
      batch.hasMore = false;
      this.#begin();
    };
    signal.addEventListener("abort", stop);
    this.#batches.add(batch);
    this.#begin();
    try {
      await batch.ended.promise;
    } finally {
      signal.removeEventListener("abort", stop);
    }
    return items.slice(next);
  }

  #begin(): void {
    for (const batch of this.#batches) {
      while (this.#hasLaneFor(batch)) {
        this.#beginEntry(batch);
      }
      if (!batch.hasMore && batch.running === 0) {
        this.#batches.delete(batch);
        batch.ended.resolve();
      }
    }
  }

  #hasLaneFor({ hasMore, running }: Batch): boolean {
    const isFree = this.#running < this.#ofEach * this.#batches.size;
    return hasMore && running < MOST_OF_EACH && (isFree || running < ALWAYS);
  }

  #beginEntry(batch: Batch): void {
    this.#look();
    this.#running += 1;
    batch.running += 1;
    const end = (said: "go on" | "stop") => {
      this.#running -= 1;
      batch.running -= 1;
      batch.hasMore &&= said === "go on";
      this.#begin();
    };
    batch.begin().then(end, (error: unknown) => {
      batch.ended.reject(error);
      end("stop");
    });
  }

  #look(): void {
    this.#sinceLook += 1;
    if (this.#sinceLook < ENTRIES_A_LOOK) {
      return;
    }
    this.#sinceLook = 0;
    const share = this.#loopShare();
    if (share > BUSY_SHARE) {
      this.#ofEach = Math.max(FEWEST_OF_EACH, Math.floor(this.#ofEach * 0.75));
    } else if (share < ROOM_SHARE) {
      this.#ofEach = Math.min(MOST_OF_EACH, Math.ceil(this.#ofEach * 1.5));
    }
  }
}
