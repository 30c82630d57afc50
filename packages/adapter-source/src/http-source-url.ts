import { checkSourceKey } from "./source-key.ts";

/**
 * The URL of a key below the base URL. What a URL cannot hold is percent-encoded; escapes that the
 * key already has are kept; a `?query` at its end is sent as it is.
 *
 * @throws PenstockError `source-forbidden` for a key that would leave the base URL
 */
export function sourceUrl(base: URL, key: string): URL {
  const { path, query } = splitKey(key);
  checkSourceKey(path, "http");
  const url = new URL(base);
  // The setter encodes the rest, and cannot change the origin; but it would take "\" for "/".
  const encoded = path.replace(/%(?![0-9a-f]{2})/gi, "%25").replaceAll("\\", "%5C");
  url.pathname = base.pathname.replace(/\/?$/, "/") + encoded;
  url.search = query;
  return url;
}

/** What errors and logs may call the object: a query can hold a signature. */
export function sourceName(key: string): string {
  return `the source ${splitKey(key).path}`;
}

export function splitKey(key: string): { readonly path: string; readonly query: string } {
  const mark = key.indexOf("?");
  return mark < 0
    ? { path: key, query: "" }
    : { path: key.slice(0, mark), query: key.slice(mark + 1) };
}
