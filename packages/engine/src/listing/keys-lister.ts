import {
  type Cause,
  causeOf,
  compareKeys,
  type Entry,
  isInRange,
  isPenstockError,
  type Lister,
  type SourceReader,
} from "@penstock/core";

/** The keys come from a request, and each is one request to the source. */
const STATS_AT_ONCE = 16;

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
      const entries: Entry[] = [];
      for (let at = 0; at < wanted.length; at += STATS_AT_ONCE) {
        const some = wanted.slice(at, at + STATS_AT_ONCE);
        entries.push(...(await Promise.all(some.map((key) => entryOf(source, key, signal)))));
      }
      const isEnd = wanted.length === rest.length;
      const last = isEnd ? query.to : undefined;
      return { entries, last: last ?? wanted.at(-1) ?? query.after, isEnd };
    },
  };
}

async function entryOf(source: SourceReader, key: string, signal: AbortSignal): Promise<Entry> {
  try {
    const { sourceVersion } = await source.stat(key, signal);
    const { sizeBytes, validator, signs, checksum } = sourceVersion;
    return {
      ...{ key, sizeBytes, validator },
      ...(signs !== undefined && { signs }),
      ...(checksum !== undefined && { checksum }),
    };
  } catch (error) {
    return { key, sizeBytes: 0, validator: { kind: "size-only" }, refused: rejectionBy(error) };
  }
}

/** What is wrong with this key. Whatever may be wrong with the source, or the way to it, fails the page. */
function rejectionBy(error: unknown): Cause {
  if (isPenstockError(error, "source-missing", "source-unusable", "key-invalid")) {
    return causeOf(error);
  }
  throw error;
}
