// Lists what a manifest names, in the order of the manifest: positions in it stand for keys.

import {
  brokenLineText,
  checkManifest,
  compareKeys,
  type Entry,
  type Lister,
  type ManifestEntry,
  type ManifestPage,
  type NamedObject,
  type SelectionRules,
  type SkippedLine,
  type SourceReader,
} from "@penstock/core";
import { eachAtOnce, refusedEntry, statEntry } from "./stat-entry.ts";

/** A manifest that can be read from any of its positions. */
export type OpenManifest = {
  /** Reads on behind a position; from the start without one. */
  pagesFrom(
    position: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ManifestPage<string>>;
  /** False where no two of its keys can become one, so that nothing is compared. */
  readonly isCompared: boolean;
  /** Its versions are meant: an inventory, which a store wrote some days ago, tells of them without a wish. */
  readonly isExact: boolean;
};

type Wanted = {
  readonly manifest: OpenManifest;
  /** Of the objects. */
  readonly source: SourceReader;
  readonly rules: SelectionRules;
};

type Reading = { readonly at: string; readonly pages: AsyncGenerator<ManifestPage<string>> };

/**
 * Before the first page all of the manifest is read once: a broken line, or two objects of one destination
 * key, end the list before anything moves. A page that continues the one before it continues its reading.
 */
export function manifestLister({ manifest, source, rules }: Wanted): Lister {
  let reading: Reading | undefined;

  async function pagesBehind(after: string, signal: AbortSignal) {
    if (reading?.at === after) {
      return reading.pages;
    }
    // One that failed may fail again where it is closed: what it was for is over.
    await reading?.pages.return(undefined).catch(() => undefined);
    return manifest.pagesFrom(after === "" ? undefined : after, signal);
  }

  return {
    async page({ after, to }, _limit, signal) {
      if (after === "" && manifest.isCompared) {
        await checkManifest(
          () => manifest.pagesFrom(undefined, signal),
          (object) => rules.destinationKeyOf(named(object)),
        );
      }
      const pages = await pagesBehind(after, signal);
      // A reading that failed is over, and would be taken for the end of the manifest.
      reading = undefined;
      const { value, done } = await pages.next();
      if (done === true) {
        return { entries: [], last: to ?? after, isEnd: true };
      }
      reading = { at: value.next, pages };
      const isEnd = to !== undefined && compareKeys(value.next, to) >= 0;
      const inRange = linesOf(value).filter(({ next }) => !isEnd || compareKeys(next, to) <= 0);
      const entries = await eachAtOnce(inRange, async (line) =>
        "problem" in line ? skippedEntry(line) : await toEntry({ manifest, source }, line, signal),
      );
      return { entries, last: isEnd ? to : value.next, isEnd };
    },
  };
}

/** As the template sees it: only keys are compared. */
function named({ source, destinationKey }: NamedObject) {
  const key = source.kind === "key" ? source.key : source.url;
  return { key, ...(destinationKey !== undefined && { destinationKey }) };
}

type Line = ManifestEntry<string> | SkippedLine<string>;

/** Objects and broken lines, in the order of the manifest. */
function linesOf({ entries, broken }: ManifestPage<string>): readonly Line[] {
  return broken.length === 0
    ? entries
    : [...entries, ...broken].toSorted((one, other) => compareKeys(one.next, other.next));
}

/** A line that is skipped has a row as well, which names it: what was left out is counted, and can be looked up. */
function skippedEntry({ next, ...broken }: SkippedLine<string>): Entry {
  const { line, file } = broken;
  const name = file === undefined ? `line ${line}` : `line ${line} of ${file}`;
  const refused = { code: "manifest-invalid", message: brokenLineText(broken) } as const;
  return { ...refusedEntry(name, refused), destinationKey: "", position: next };
}

async function toEntry(
  { manifest, source }: Pick<Wanted, "manifest" | "source">,
  { object, next }: ManifestEntry<string>,
  signal: AbortSignal,
): Promise<Entry> {
  const { sizeBytes, validator, checksum, versionId, storageClass, destinationKey } = object;
  const isExact = manifest.isExact && (versionId !== undefined || validator !== undefined);
  const rest = {
    position: next,
    ...(destinationKey !== undefined && { destinationKey }),
    ...(versionId !== undefined && { versionId }),
    ...(storageClass !== undefined && { storageClass }),
    ...(isExact && { isExact }),
  };
  if (object.source.kind === "url") {
    const message = "it is a URL: name the key of a connection";
    return { ...refusedEntry(object.source.url, { code: "source-unusable", message }), ...rest };
  }
  const { key } = object.source;
  if (isExact && versionId !== undefined && sizeBytes === undefined) {
    const message = "it names a version, and not its size: give the size as well";
    return { ...refusedEntry(key, { code: "source-unusable", message }), ...rest };
  }
  const entry =
    sizeBytes === undefined
      ? await statEntry(source, key, signal)
      : { key, sizeBytes, validator: validator ?? ({ kind: "size-only" } as const) };
  return {
    ...entry,
    ...(validator !== undefined && { validator }),
    ...(checksum !== undefined && { checksum }),
    ...rest,
  };
}
