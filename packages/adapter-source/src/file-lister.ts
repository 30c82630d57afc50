import { checkedPage, type Lister, type PageQuery } from "@penstock/core";
import { StatFiles } from "./stat-files.ts";
import { type FolderWalk, Walk } from "./walk-folder.ts";

/** As a page of a store has. */
const MAX_PAGE_KEYS = 1000;
/** Each holds the names of the folders that it is in. */
const MAX_OPEN_WALKS = 4;

/**
 * Lists the files below a root as a store would: in the order of their whole keys' bytes, so that
 * `a.b` comes before `a/b`. What is there and cannot be read as a file is an entry that says why; a
 * folder that cannot be read fails the list. A page that continues the one before it continues its walk
 * as well, so that a folder is read once and not once a page.
 */
export function createFileLister(options: FolderWalk): Lister {
  const files = new StatFiles();
  const openWalks = new Map<string, Walk>();

  async function walkOf(query: PageQuery): Promise<Walk> {
    const place = placeOf(query);
    const open = openWalks.get(place);
    openWalks.delete(place);
    return open ?? (await Walk.begin(options, query, files));
  }

  function keep(query: PageQuery, walk: Walk): void {
    openWalks.set(placeOf(query), walk);
    const [oldest] = openWalks.keys();
    if (oldest !== undefined && openWalks.size > MAX_OPEN_WALKS) {
      openWalks.delete(oldest);
    }
  }

  return {
    async page(query, limit, signal) {
      signal.throwIfAborted();
      const walk = await walkOf(query);
      const count = Math.min(limit, MAX_PAGE_KEYS);
      const entries = await walk.take(count, signal);
      const page = checkedPage(query, { entries, isTruncated: entries.length === count });
      if (!page.isEnd) {
        keep({ ...query, after: page.last }, walk);
      }
      return page;
    },
  };
}

function placeOf({ prefix, after, to }: PageQuery): string {
  return JSON.stringify([prefix, after, to]);
}
