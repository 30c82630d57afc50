// How many entries of a batch are moved at once.

/** Enough to keep the process busy where the stores are near. */
const FEWEST_LANES = 8;
/** More requests at once than this bring no more bytes through one process, and each holds a socket. */
const MOST_LANES = 32;
/** How many entries are begun before it is looked whether there should be more lanes, or fewer. */
const ENTRIES_A_LOOK = 128;
const BUSY_SHARE = 0.9;
const ROOM_SHARE = 0.75;

/**
 * The number of lanes at present. While stores are far the process waits for them, and more entries at once fill that time.
 * A process that is busy all the time moves no more with more entries. They only take longer, so that V8 copies and marks their
 * objects as old ones: an object of 10 KiB costs 320 µs with 32 lanes in each of 8 slots, and 240 µs with 8.
 *
 * @param loopShare how much of the time since it was asked last the process had something to do, from 0 to 1
 */
export function adaptiveLanes(loopShare: () => number): () => number {
  let lanes = FEWEST_LANES;
  let begun = 0;
  return () => {
    begun += 1;
    if (begun >= ENTRIES_A_LOOK) {
      begun = 0;
      lanes = lanesAfter(lanes, loopShare());
    }
    return lanes;
  };
}

function lanesAfter(lanes: number, loopShare: number): number {
  if (loopShare > BUSY_SHARE) {
    return Math.max(FEWEST_LANES, Math.floor(lanes * 0.75));
  }
  return loopShare < ROOM_SHARE ? Math.min(MOST_LANES, Math.ceil(lanes * 1.5)) : lanes;
}

/**
 * Runs the work for each item, as many at once as there are lanes, in order of the items. Once the work
 * says so no further item is begun.
 *
 * @param lanes asked before each item
 * @returns the items that were not begun
 */
export async function runInLanes<Item>(
  items: readonly Item[],
  lanes: () => number,
  work: (item: Item) => Promise<"go on" | "stop">,
): Promise<readonly Item[]> {
  const all = Promise.withResolvers<void>();
  let [next, running, isStopped] = [0, 0, false];
  const end = (said: "go on" | "stop") => {
    running -= 1;
    isStopped ||= said === "stop";
    begin();
  };
  const fail = (error: unknown) => {
    isStopped = true;
    all.reject(error);
  };
  const begin = () => {
    while (!isStopped && next < items.length && running < lanes()) {
      const item = items[next] as Item;
      next += 1;
      running += 1;
      work(item).then(end, fail);
    }
    if (running === 0) {
      all.resolve();
    }
  };
  begin();
  await all.promise;
  return items.slice(next);
}
