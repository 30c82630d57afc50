import type { DocumentStore, Random } from "@penstock/core";
import { type BelowJournal, documentsInFolder, documentsInStore } from "./documents-below.ts";
import { type JournalPlace, objectsOf } from "./open-journal.ts";

export type DocumentsOptions = {
  readonly random: Random;
  readonly connections: Parameters<typeof objectsOf>[1];
};

/**
 * One kind of documents of a journal; undefined where there is no journal.
 *
 * @throws PenstockError `settings-invalid` for a place that cannot hold one
 */
export function openDocuments(
  place: JournalPlace | undefined,
  { random, connections }: DocumentsOptions,
  below: BelowJournal,
): DocumentStore | undefined {
  if (place === undefined) {
    return undefined;
  }
  if (place.kind === "folder") {
    return documentsInFolder(place.path, below, random);
  }
  const { connection, prefix } = place;
  const objects = objectsOf(place, connections);
  return documentsInStore({ objects, prefix, name: `${connection}:${prefix}` }, below);
}
