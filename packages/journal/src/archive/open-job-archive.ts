import type { JobArchive, Log } from "@penstock/core";
import { type DocumentsOptions, openDocuments } from "../open-documents.ts";
import type { JournalPlace } from "../open-journal.ts";
import { DocumentReader } from "../own-documents.ts";
import { ARCHIVE_PLACE } from "./archive-paths.ts";
import { JobArchiveInJournal } from "./job-archive-in-journal.ts";

/**
 * The finished jobs of a journal that `openJournal` opened; undefined where there is no journal.
 *
 * @throws PenstockError `settings-invalid` for a place that cannot hold one
 */
export function openJobArchive(
  place: JournalPlace | undefined,
  options: DocumentsOptions & { readonly log: Log },
): JobArchive | undefined {
  const documents = openDocuments(place, options, ARCHIVE_PLACE);
  return documents && new JobArchiveInJournal(documents, new DocumentReader(options.log));
}
