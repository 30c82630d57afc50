/**
 * Runs the work for each item, as many at once as there are lanes, in order of the items. Once the work
 * says so no further item is begun.
 *
 * @returns the items that were not begun
 */
export async function runInLanes<Item>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<"go on" | "stop">,
): Promise<readonly Item[]> {
  let next = 0;
  let isStopped = false;
  const lane = async (): Promise<void> => {
    while (!isStopped && next < items.length) {
      const item = items[next] as Item;
      next += 1;
      if ((await work(item)) === "stop") {
        isStopped = true;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  return items.slice(next);
}
