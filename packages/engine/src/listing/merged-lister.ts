// Two lists as one: what a check compares is every key of both, each once.

import {
  compareKeys,
  type DestinationKeys,
  type Entry,
  isPenstockError,
  type ListedPage,
  type Lister,
  type PageQuery,
  PenstockError,
} from "@penstock/core";

type Sides = {
  readonly source: Lister;
  readonly destination: Lister;
  readonly keys: DestinationKeys;
};

/** By the keys of the source, in their order; `last` is undefined where nothing comes behind them. */
type Known = { readonly entries: ReadonlyMap<string, Entry>; readonly last: string | undefined };

const NOTHING: Known = { entries: new Map(), last: undefined };

/**
 * Lists the source with the destination beside it. A key of both is an entry of the source with its
 * counterpart, a key of the destination alone is an entry that says so.
 */
export function mergedLister({ source, destination, keys }: Sides): Lister {
  return {
    async page(query, limit, signal) {
      const asked = keys.queryOf(query);
      const [from, there] = await Promise.all([
        source.page(query, limit, signal),
        asked === undefined ? NOTHING : listThere({ destination, keys }, asked, { limit, signal }),
      ]);
      return merged(query, limit, { from, there });
    },
  };
}

async function listThere(
  { destination, keys }: Pick<Sides, "destination" | "keys">,
  query: PageQuery,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): Promise<Known> {
  try {
    const page = await destination.page(query, limit, signal);
    const entries = page.entries.flatMap((entry) => {
      const key = keys.sourceKeyOf(entry.key);
      return key === undefined ? [] : [[key, entry] as const];
    });
    return { entries: new Map(entries), last: page.isEnd ? undefined : lastOf(keys, page) };
  } catch (error) {
    throw isPenstockError(error, "listing-invalid") ? invalidThere(error) : error;
  }
}

function invalidThere(cause: PenstockError): PenstockError {
  const message = `at the destination: ${cause.message}. A check that is one way needs no list of it`;
  return new PenstockError("listing-invalid", message, { cause });
}

function lastOf(keys: DestinationKeys, { last }: ListedPage): string {
  const key = keys.sourceKeyOf(last);
  if (key === undefined) {
    throw new PenstockError(
      "listing-invalid",
      `the list leads on to "${last}", outside of its prefix`,
    );
  }
  return key;
}

function merged(
  { after, to }: PageQuery,
  limit: number,
  { from, there }: { readonly from: ListedPage; readonly there: Known },
): ListedPage {
  const known = earlier(from.isEnd ? undefined : from.last, there.last);
  const isKnown = (key: string) => known === undefined || compareKeys(key, known) <= 0;
  const mine = from.entries.filter(({ key }) => isKnown(key));
  const names = new Set(mine.map(({ key }) => key));
  const entries = [
    ...mine.map((entry) => withCounterpart(entry, there.entries.get(entry.key))),
    ...[...there.entries]
      .filter(([key]) => isKnown(key) && !names.has(key))
      .map(([key, entry]) => onlyThere(key, entry)),
  ].toSorted((one, other) => compareKeys(one.key, other.key));
  const page = entries.slice(0, limit);
  const cut = entries.length > limit ? page.at(-1)?.key : undefined;
  return {
    entries: page,
    last: cut ?? known ?? to ?? page.at(-1)?.key ?? after,
    isEnd: cut === undefined && known === undefined,
  };
}

function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) {
    return one ?? other;
  }
  return compareKeys(one, other) <= 0 ? one : other;
}

function withCounterpart(entry: Entry, there: Entry | undefined): Entry {
  if (there === undefined) {
    return entry;
  }
  const { sizeBytes, validator, signs, modifiedAtMs, checksum } = there;
  return {
    ...entry,
    counterpart: {
      ...{ sizeBytes, validator },
      ...(signs !== undefined && { signs }),
      ...(modifiedAtMs !== undefined && { modifiedAtMs }),
      ...(checksum !== undefined && { checksum }),
    },
  };
}

function onlyThere(key: string, { sizeBytes, validator, storageClass }: Entry): Entry {
  return {
    ...{ key, sizeBytes, validator, isOnlyThere: true },
    ...(storageClass !== undefined && { storageClass }),
  };
}
