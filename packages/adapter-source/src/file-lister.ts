import { checkedPage, type Lister } from "@penstock/core";
import type { FolderWalk } from "./walk-page.ts";
import { Walks } from "./walks.ts";

/** As a page of a store has. */
const MAX_PAGE_KEYS = 1000;
/** Some 100 MB while the folder is walked. */
const MAX_NAMES = 2_000_000;

/**
 * Lists the files below a root as a store would: in the order of their whole keys' bytes, so that
 * `a.b` comes before `a/b`. What is there and cannot be read as a file is an entry that says why; a
 * folder that cannot be read fails the list.
 *
 * @param maxNames in one folder. Left out: 2 million
 */
export function createFileLister({
  root,
  maxNames = MAX_NAMES,
}: Pick<FolderWalk, "root"> & Partial<FolderWalk>): Lister {
  const walks = new Walks();
  return {
    async page(query, limit, signal) {
      signal.throwIfAborted();
      const count = Math.min(limit, MAX_PAGE_KEYS);
      const entries = await walks.page({ root, maxNames, query, count });
      signal.throwIfAborted();
      return checkedPage(query, { entries, isTruncated: entries.length === count });
    },
  };
}
