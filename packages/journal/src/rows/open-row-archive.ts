import type { RowArchive } from "@penstock/core";
import { type DocumentsOptions, openDocuments } from "../open-documents.ts";
import type { JournalPlace } from "../open-journal.ts";
import { RowArchiveInJournal } from "./row-archive-in-journal.ts";
import { ROWS_PLACE } from "./row-paths.ts";

/**
 * The rows of bulk jobs in a journal that `openJournal` opened; undefined where there is no journal.
 *
 * @throws PenstockError `settings-invalid` for a place that cannot hold one
 */
export function openRowArchive(
  place: JournalPlace | undefined,
  options: DocumentsOptions,
): RowArchive | undefined {
  const documents = openDocuments(place, options, ROWS_PLACE);
  return documents && new RowArchiveInJournal(documents);
}
