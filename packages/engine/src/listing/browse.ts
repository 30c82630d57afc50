// What there is at a connection, as one looks into folders.

import type { Entry, Lister } from "@penstock/core";

export type BrowseQuery = {
  readonly prefix: string;
  /** Keys that go on behind it are one folder; empty: there are no folders. */
  readonly delimiter: string;
  /** Names before it, and itself, are left out. */
  readonly after: string;
  /** Objects and folders together. */
  readonly limit: number;
};

export type BrowsePage = {
  readonly folders: readonly string[];
  readonly objects: readonly Entry[];
  /** The `after` of the next page; undefined where there is none. */
  readonly next?: string;
};

/** A folder costs a page, so a page of many folders ends before its limit. */
const MAX_PAGES = 20;
const PAGE = 1000;
/** Behind every key that begins with what stands before it. */
const LAST_CHARACTER = "\u{10ffff}";

/** A page may have fewer than its limit. What is in a folder is passed over, not listed. */
export async function browse(
  lister: Lister,
  { prefix, delimiter, after, limit }: BrowseQuery,
  signal: AbortSignal,
): Promise<BrowsePage> {
  const folders: string[] = [];
  const objects: Entry[] = [];
  let from = after;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await lister.page({ prefix, after: from }, PAGE, signal);
    let passed = "";
    for (const entry of page.entries) {
      if (isInFolder(entry.key, passed)) {
        continue;
      }
      if (folders.length + objects.length === limit) {
        return { folders, objects, next: from };
      }
      passed = folderOf(entry.key, prefix, delimiter);
      if (passed === "") {
        objects.push(entry);
        from = entry.key;
      } else {
        folders.push(passed);
        from = passed + LAST_CHARACTER;
      }
    }
    if (page.isEnd) {
      return { folders, objects };
    }
    from = isInFolder(page.last, passed) ? passed + LAST_CHARACTER : page.last;
  }
  return { folders, objects, next: from };
}

function folderOf(key: string, prefix: string, delimiter: string): string {
  const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? "" : key.slice(0, end + delimiter.length);
}

function isInFolder(key: string, folder: string): boolean {
  return folder !== "" && key.startsWith(folder);
}
