import type { ManifestStore } from "@penstock/core";
import { type DocumentsOptions, openDocuments } from "../open-documents.ts";
import type { JournalPlace } from "../open-journal.ts";
import { MANIFESTS_PLACE } from "./manifest-paths.ts";
import { ManifestStoreInJournal } from "./manifest-store-in-journal.ts";

/**
 * The manifests that clients sent, in a journal that `openJournal` opened; undefined where there is no journal.
 *
 * @throws PenstockError `settings-invalid` for a place that cannot hold one
 */
export function openManifestStore(
  place: JournalPlace | undefined,
  options: DocumentsOptions,
): ManifestStore | undefined {
  const documents = openDocuments(place, options, MANIFESTS_PLACE);
  return documents && new ManifestStoreInJournal(documents);
}
