import { shortened } from "../../failures/errors.ts";
import { KeyHashes, keyHash } from "./key-hashes.ts";
import {
  type BrokenLine,
  type ManifestEntry,
  type ManifestPage,
  manifestInvalid,
  type NamedObject,
} from "./manifest-page.ts";

/** What a whole manifest has, known before anything of it moves. */
export type ManifestCounts = {
  readonly entries: number;
  /** Of those that say their size. */
  readonly sizeBytes: number;
  readonly withoutSize: number;
  /** Skipped lines: where they are refused, there are none. */
  readonly brokenLines: number;
  /** The first of them. */
  readonly broken: readonly BrokenLine[];
};

type Pages<Checkpoint> = AsyncIterable<ManifestPage<Checkpoint>>;

const MOST_BROKEN_REPORTED = 20;
/** How many hashes a second look takes: each may cost it a key. */
const KEYS_A_LOOK = 10_000;

/**
 * Reads all of a manifest, once where no two of its objects go to one destination key. Memory is 8 bytes
 * a line.
 *
 * Rejects with `manifest-invalid` where two do, naming the lines, and as the pages do.
 */
export async function checkManifest<Checkpoint>(
  readPages: () => Pages<Checkpoint>,
  destinationKeyOf: (object: NamedObject) => string,
): Promise<ManifestCounts> {
  const hashes = new KeyHashes();
  const broken: BrokenLine[] = [];
  let counts = { entries: 0, sizeBytes: 0, withoutSize: 0, brokenLines: 0 };
  for await (const page of readPages()) {
    counts = added(counts, page);
    const first = page.broken.slice(0, MOST_BROKEN_REPORTED - broken.length);
    broken.push(...first.map(({ next: _, ...line }) => line));
    for (const { object } of page.entries) {
      hashes.add(destinationKeyOf(object));
    }
  }
  await refuseCollisions(readPages, destinationKeyOf, hashes);
  return { ...counts, broken };
}

function added<Checkpoint>(
  counts: Omit<ManifestCounts, "broken">,
  { entries, broken }: ManifestPage<Checkpoint>,
): Omit<ManifestCounts, "broken"> {
  let { sizeBytes, withoutSize } = counts;
  for (const { object } of entries) {
    sizeBytes += object.sizeBytes ?? 0;
    withoutSize += object.sizeBytes === undefined ? 1 : 0;
  }
  return {
    entries: counts.entries + entries.length,
    sizeBytes,
    withoutSize,
    brokenLines: counts.brokenLines + broken.length,
  };
}

async function refuseCollisions<Checkpoint>(
  readPages: () => Pages<Checkpoint>,
  destinationKeyOf: (object: NamedObject) => string,
  hashes: KeyHashes,
): Promise<void> {
  let looked = new Set<number>();
  for (const hash of hashes.repeated()) {
    looked.add(hash);
    if (looked.size === KEYS_A_LOOK) {
      await lookAgain(readPages(), destinationKeyOf, looked);
      looked = new Set();
    }
  }
  if (looked.size > 0) {
    await lookAgain(readPages(), destinationKeyOf, looked);
  }
}

async function lookAgain<Checkpoint>(
  pages: Pages<Checkpoint>,
  destinationKeyOf: (object: NamedObject) => string,
  hashes: ReadonlySet<number>,
): Promise<void> {
  const seen = new Map<string, ManifestEntry<Checkpoint>>();
  for await (const { entries } of pages) {
    for (const entry of entries) {
      const key = destinationKeyOf(entry.object);
      const first = hashes.has(keyHash(key)) ? seen.get(key) : undefined;
      if (first !== undefined) {
        throw collision(first, entry, key);
      }
      if (hashes.has(keyHash(key))) {
        seen.set(key, entry);
      }
    }
  }
}

function collision<Checkpoint>(
  first: ManifestEntry<Checkpoint>,
  second: ManifestEntry<Checkpoint>,
  key: string,
): Error {
  const lines = `lines ${first.line} and ${second.line}`;
  return manifestInvalid(
    isSameObject(first.object, second.object)
      ? `${lines} name the same object for the destination key "${shortened(key, MOST_KEY_CHARACTERS)}": leave one of them out`
      : `${lines} lead to the same destination key, "${shortened(key, MOST_KEY_CHARACTERS)}": leave one of them out, or give each a destinationKey`,
  );
}

const MOST_KEY_CHARACTERS = 200;

function isSameObject(one: NamedObject, other: NamedObject): boolean {
  return nameOf(one) === nameOf(other) && one.versionId === other.versionId;
}

function nameOf({ source }: NamedObject): string {
  return source.kind === "key" ? source.key : source.url;
}
