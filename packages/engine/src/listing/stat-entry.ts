import {
  type Cause,
  causeOf,
  type Entry,
  isPenstockError,
  type SourceReader,
} from "@penstock/core";

/** Each is one request to the source. */
const STATS_AT_ONCE = 16;

/** Some at once, in the order of the items. */
export async function eachAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += STATS_AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + STATS_AT_ONCE).map(work))));
  }
  return results;
}

/** What the source says of a key that nothing else tells of; one that is not there says so. */
export async function statEntry(
  source: SourceReader,
  key: string,
  signal: AbortSignal,
): Promise<Entry> {
  try {
    const { sourceVersion } = await source.stat(key, signal);
    const { sizeBytes, validator, signs, checksum } = sourceVersion;
    return {
      ...{ key, sizeBytes, validator },
      ...(signs !== undefined && { signs }),
      ...(checksum !== undefined && { checksum }),
    };
  } catch (error) {
    // One object may be forbidden, or all of them: workers look again, and it fails alone.
    if (isPenstockError(error, "source-forbidden")) {
      return { key, sizeBytes: 0, validator: { kind: "size-only" } };
    }
    return refusedEntry(key, rejectionBy(error));
  }
}

export function refusedEntry(key: string, refused: Cause): Entry {
  return { key, sizeBytes: 0, validator: { kind: "size-only" }, refused };
}

/** What is wrong with this key. Whatever may be wrong with the source, or the way to it, fails the page. */
function rejectionBy(error: unknown): Cause {
  if (isPenstockError(error, "source-missing", "source-unusable", "key-invalid")) {
    return causeOf(error);
  }
  throw error;
}
