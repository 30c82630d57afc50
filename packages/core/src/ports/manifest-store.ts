import type { JobId } from "../ids.ts";

/** A manifest that a client sent itself, by the id that it was given (`newManifestId`). */
export type UploadedManifest = { readonly tenant: string; readonly id: string };

export type ManifestHead = {
  readonly format: "csv" | "jsonl";
  readonly sizeBytes: number;
  /** In hex. */
  readonly sha256: string;
};

/**
 * Manifests that clients sent: a part of the journal. One is written once and never replaced. Every method rejects with
 * `journal-unavailable`.
 */
export type ManifestStore = {
  /**
   * Resolves once it survives the loss of this machine's power. Rejects with what the bytes reject with, and keeps
   * nothing of them then.
   */
  write(
    manifest: UploadedManifest,
    format: ManifestHead["format"],
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<ManifestHead>;
  /** Undefined where it is not there as a whole. */
  head(manifest: UploadedManifest): Promise<ManifestHead | undefined>;
  /** From a byte on to its end. */
  read(manifest: UploadedManifest, startByte: number): AsyncIterable<Uint8Array>;
  /** A job reads it, and may until it is forgotten. May be repeated. */
  noteJob(manifest: UploadedManifest, jobId: JobId): Promise<void>;
  /** Also what is left of those that were not written to their end; of all tenants where none is named. */
  all(tenant?: string): AsyncIterable<UploadedManifest & { readonly jobIds: readonly JobId[] }>;
  /** May be repeated. */
  remove(manifest: UploadedManifest): Promise<void>;
};
