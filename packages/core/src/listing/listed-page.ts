import { PenstockError } from "../failures/errors.ts";
import type { Entry } from "./entry.ts";
import { compareKeys } from "./key-order.ts";
import type { KeyRange } from "./key-range.ts";

/** What is asked of a list: keys with a prefix, inside a range. */
export type PageQuery = KeyRange & { readonly prefix: string };

/** What a server responded, before anything of it is believed. */
export type RawPage = {
  readonly entries: readonly Entry[];
  readonly isTruncated: boolean;
  /** Where the server says that its next page begins; left out where it does not say. */
  readonly next?: string;
  /** What the server calls its next page, where it has a name of its own for it. */
  readonly token?: string;
};

export type ListedPage = {
  /** In the order of their keys' bytes, all of them inside what was asked for. */
  readonly entries: readonly Entry[];
  /** The list is known up to this key: the `after` of the next page. */
  readonly last: string;
  /** True: nothing inside the range comes behind `last`. */
  readonly isEnd: boolean;
};

/**
 * Checks a page instead of believing it. One that is out of order, outside of what was asked for or
 * without progress would lose keys, double them, or list without end.
 *
 * @throws PenstockError `listing-invalid`
 */
export function checkedPage(query: PageQuery, page: RawPage): ListedPage {
  checkOrder(query, page.entries);
  const last = endOf(query, page);
  const { to } = query;
  if (to !== undefined && (!page.isTruncated || compareKeys(last, to) >= 0)) {
    return { entries: upTo(page.entries, to), last: to, isEnd: true };
  }
  return { entries: page.entries, last, isEnd: !page.isTruncated };
}

/** Of entries in order, of which few come behind it. */
function upTo(entries: readonly Entry[], to: string): readonly Entry[] {
  const last = entries.findLastIndex(({ key }) => compareKeys(key, to) <= 0);
  return entries.slice(0, last + 1);
}

function checkOrder({ prefix, after }: PageQuery, entries: readonly Entry[]): void {
  let last = after;
  for (const { key } of entries) {
    if (compareKeys(key, last) <= 0) {
      throw invalid(
        `names "${key}" behind "${last}": it is not in the order of bytes, or repeats a page`,
      );
    }
    if (!key.startsWith(prefix)) {
      throw invalid(`names "${key}", which does not begin with "${prefix}"`);
    }
    last = key;
  }
}

function endOf({ after }: PageQuery, { entries, isTruncated, next }: RawPage): string {
  const last = entries.at(-1)?.key ?? after;
  if (!isTruncated) {
    return last;
  }
  // A page of nothing but deleted versions or folders may lead on by its marker alone.
  const end = entries.length === 0 && next !== undefined ? next : last;
  if (compareKeys(end, after) <= 0) {
    throw invalid(`says that more follows behind "${after}", and leads nowhere`);
  }
  return end;
}

function invalid(problem: string): PenstockError {
  return new PenstockError(
    "listing-invalid",
    `the list ${problem}. What it left out cannot be known: test the connection (penstock conn test), set its "listing" to "unordered" if it lists so, or name the keys one by one`,
  );
}
