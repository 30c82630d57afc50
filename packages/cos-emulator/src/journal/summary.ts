import type { DiskStore } from "../store/disk-store.ts";
import type { UploadName } from "../store/upload-store.ts";
import type { Journal, JournalFigures } from "./journal.ts";

/** The journal's figures since the start, and what the store holds now. */
export type JournalSummary = JournalFigures & {
  readonly openUploads: readonly UploadName[];
  readonly objects: number;
  /** In objects. `bytesReceived / bytesStored` is what the transfers cost. */
  readonly bytesStored: number;
  readonly faultsFired: number;
};

export function openUploads(store: DiskStore): readonly UploadName[] {
  return store.uploads.list().map(({ bucket, key, uploadId }) => ({ bucket, key, uploadId }));
}

export function summarise(
  journal: Journal,
  store: DiskStore,
  faults: { readonly firedCount: number },
): JournalSummary {
  const objects = store.objects.list();
  return {
    ...journal.figures(),
    openUploads: openUploads(store),
    objects: objects.length,
    bytesStored: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    faultsFired: faults.firedCount,
  };
}
