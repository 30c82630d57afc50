import type { JobArchive } from "@penstock/core";
import { type JournalPlace, objectsOf } from "../open-journal.ts";
import type { JournalOptions } from "../open-journal-directory.ts";
import { DocumentReader } from "../own-documents.ts";
import { documentsInFolder, documentsInStore } from "./archive-documents.ts";
import { JobArchiveInJournal } from "./job-archive-in-journal.ts";

/**
 * The finished jobs of a journal that `openJournal` opened; undefined where there is no journal.
 *
 * @throws PenstockError `settings-invalid` for a place that cannot hold one
 */
export function openJobArchive(
  place: JournalPlace | undefined,
  options: JournalOptions & { readonly connections: Parameters<typeof objectsOf>[1] },
): JobArchive | undefined {
  if (place === undefined) {
    return undefined;
  }
  const documents = new DocumentReader(options.log);
  if (place.kind === "folder") {
    return new JobArchiveInJournal(documentsInFolder(place.path, options.random), documents);
  }
  const objects = objectsOf(place, options.connections);
  const name = `${place.connection}:${place.prefix}`;
  return new JobArchiveInJournal(
    documentsInStore({ objects, prefix: place.prefix, name }),
    documents,
  );
}
