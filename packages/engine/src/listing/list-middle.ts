import {
  folderMiddle,
  type ListedPage,
  type Lister,
  type PageQuery,
  rangeMiddle,
} from "@penstock/core";
import type { OpenList } from "./open-list.ts";

export type Middle = {
  readonly key: string;
  /** Nothing of the range comes behind it: there it ends. */
  readonly isEnd: boolean;
};

/** Each costs one request for one key. Keys that begin alike need some for each character. */
const PROBES = 8;

type Searched = {
  /** What is left of the range. */
  readonly query: PageQuery;
  /** The page before it. */
  readonly page: ListedPage;
  /** Whether it may cost requests. */
  readonly maySearch: boolean;
  readonly signal: AbortSignal;
};

/** Where the rest of a range becomes two; undefined where it stays one. */
export async function middleOf(
  { lister, splits }: Pick<OpenList, "lister" | "splits">,
  { query, page, maySearch, signal }: Searched,
): Promise<Middle | undefined> {
  if (splits === "nowhere") {
    return undefined;
  }
  const folder = middleBetweenFolders(query, page);
  if (folder !== undefined || splits === "between-folders" || !maySearch) {
    return folder === undefined ? undefined : { key: folder, isEnd: false };
  }
  try {
    return await probedMiddle(lister, query, signal);
  } catch {
    // The next page meets the same, and is the one that is noted.
    return undefined;
  }
}

/**
 * Where the rest of a range can be split behind a page: behind the uppermost folder that all of the page
 * is in. A folder that begins and ends within a page is too small to be worth a piece of its own.
 */
function middleBetweenFolders(rest: PageQuery, { entries }: ListedPage): string | undefined {
  const first = entries.at(0)?.key ?? "";
  const last = entries.at(-1)?.key ?? "";
  const shared = last.slice(0, sharedLength(first, last));
  const middle = folderMiddle(rest, shared.slice(0, shared.lastIndexOf("/") + 1));
  return middle?.startsWith(rest.prefix) === true ? middle : undefined;
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) {
    length += 1;
  }
  return length;
}

/**
 * Looks for a key half way through a range that has something behind it. A middle that has nothing behind
 * it is the new end, so that the next look begins where this one got to.
 */
async function probedMiddle(
  lister: Lister,
  rest: PageQuery,
  signal: AbortSignal,
): Promise<Middle | undefined> {
  let range = rest;
  for (let probes = 0; probes < PROBES; probes += 1) {
    const middle = rangeMiddle(range, rest.prefix);
    if (middle === undefined) {
      break;
    }
    const { entries, isEnd } = await lister.page({ ...range, after: middle }, 1, signal);
    if (entries.length > 0 || !isEnd) {
      return { key: middle, isEnd: false };
    }
    range = { ...range, to: middle };
  }
  return range.to === undefined || range.to === rest.to
    ? undefined
    : { key: range.to, isEnd: true };
}
