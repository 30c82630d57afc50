import { checkedPage, compareKeys, type Entry, isInRange, type Lister } from "@penstock/core";

/** Lists what is in memory at that moment. */
export function memoryLister(entriesNow: () => readonly Entry[]): Lister {
  return {
    async page(query, limit, signal) {
      signal.throwIfAborted();
      const rest = entriesNow()
        .filter(({ key }) => key.startsWith(query.prefix) && isInRange(key, query))
        .toSorted((a, b) => compareKeys(a.key, b.key));
      return checkedPage(query, {
        entries: rest.slice(0, limit),
        isTruncated: rest.length > limit,
      });
    },
  };
}
