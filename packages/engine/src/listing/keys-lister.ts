import { compareKeys, isInRange, type Lister, type SourceReader } from "@penstock/core";
import { eachAtOnce, statEntry } from "./stat-entry.ts";

/**
 * Lists the keys that a job names. Each is asked for, since nothing tells its size; one that is not there
 * is an entry that says so, and leaves the others alone.
 */
export function keysLister(source: SourceReader, keys: readonly string[]): Lister {
  const sorted = [...new Set(keys)].toSorted(compareKeys);
  return {
    async page(query, limit, signal) {
      const rest = sorted.filter((key) => isInRange(key, query));
      const wanted = rest.slice(0, limit);
      const entries = await eachAtOnce(wanted, (key) => statEntry(source, key, signal));
      const isEnd = wanted.length === rest.length;
      const last = isEnd ? query.to : undefined;
      return { entries, last: last ?? wanted.at(-1) ?? query.after, isEnd };
    },
  };
}
