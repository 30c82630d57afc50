// What the destination has already of a batch's keys, by its list.

import { compareKeys, type Entry, type Lister, type PageQuery } from "@penstock/core";
import type { DestinationEntry } from "./batch-scene.ts";

export type ExistingObjects = {
  /** By their keys. */
  readonly objects: ReadonlyMap<string, Entry>;
  /** The list is known up to this key, and what comes behind has to be looked at; undefined: all of it is known. */
  readonly upTo: string | undefined;
  /** How many keys no entry of the batch has, but for those of large objects, which are no entries of it. */
  readonly extra: number;
};

/** A page that has none of the keys is bad luck; two in a row, and a look at each is cheaper. */
const MISSES = 2;
const PAGE = 1000;
/** Keys of others between those of a batch: the first page mostly is the only one, and has no more than it needs. */
const SPARE = 32;

export type ListedRange = {
  /** What the batch covers at the destination. */
  readonly range: PageQuery;
  /** What is larger is moved as a transfer of its own. */
  readonly maxEntryBytes: number;
};

/**
 * Lists the range that a batch covers at the destination, whose keys are in the order of the entries'.
 * Where objects of others fill it the rest is left to be looked at.
 */
export async function listExisting(
  lister: Lister,
  entries: readonly DestinationEntry[],
  { range, maxEntryBytes }: ListedRange,
  signal: AbortSignal,
): Promise<ExistingObjects> {
  const wanted = new Set(entries.map(({ destinationKey }) => destinationKey));
  const objects = new Map<string, Entry>();
  let { after } = range;
  let extra = 0;
  let isEnd = range.to !== undefined && compareKeys(after, range.to) >= 0;
  let limit = Math.min(PAGE, wanted.size + SPARE);
  for (let misses = 0; misses < MISSES && !isEnd; limit = PAGE) {
    const query = { ...range, prefix: startOf(range, after), after };
    const page = await lister.page(query, limit, signal);
    const known = objects.size;
    for (const entry of page.entries) {
      if (wanted.has(entry.key)) {
        objects.set(entry.key, entry);
      } else if (entry.sizeBytes <= maxEntryBytes) {
        extra += 1;
      }
    }
    misses = objects.size === known ? misses + 1 : 0;
    after = page.last;
    isEnd = page.isEnd;
  }
  return { objects, upTo: isEnd ? range.to : after, extra };
}

export function isKnown({ upTo }: ExistingObjects, key: string): boolean {
  return upTo === undefined || compareKeys(key, upTo) <= 0;
}

/** What all keys of the range that come behind this one begin with, as far as that is known. */
function startOf({ prefix, to }: PageQuery, after: string): string {
  const common = to === undefined ? "" : commonStart(after, to);
  return common.length > prefix.length ? common : prefix;
}

/** Every key behind the one and up to the other begins with it. */
function commonStart(after: string, to: string): string {
  let length = 0;
  while (length < after.length && after[length] === to[length]) {
    length += 1;
  }
  const start = after.slice(0, length);
  // Half a character is none that a store could be asked for.
  return start.isWellFormed() ? start : start.slice(0, -1);
}
