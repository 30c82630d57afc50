import type { ConfigJournal } from "@penstock/core";
import { type JournalPlace, objectsOf } from "../open-journal.ts";
import type { JournalOptions } from "../open-journal-directory.ts";
import { DocumentReader } from "../own-documents.ts";
import { ConfigJournalDirectory } from "./config-journal-directory.ts";
import { ConfigJournalInStore } from "./config-journal-in-store.ts";

/**
 * The configuration in a journal that `openJournal` opened; undefined where there is no journal.
 *
 * @throws PenstockError `settings-invalid` for a place that cannot hold one
 */
export function openConfigJournal(
  place: JournalPlace | undefined,
  options: JournalOptions & { readonly connections: Parameters<typeof objectsOf>[1] },
): ConfigJournal | undefined {
  if (place === undefined) {
    return undefined;
  }
  const documents = new DocumentReader(options.log);
  if (place.kind === "folder") {
    return new ConfigJournalDirectory(place.path, { documents, random: options.random });
  }
  const objects = objectsOf(place, options.connections);
  const name = `${place.connection}:${place.prefix}`;
  return new ConfigJournalInStore({ objects, prefix: place.prefix, name }, documents);
}
