// The manifest of a job as the job keeps it: its query sealed, its version pinned.

import type { BulkRequest, BulkSpec, JobId } from "@penstock/core";
import { type ManifestOpener, manifestSource } from "../listing/manifest-source.ts";
import { signedSourcesOf } from "../sources/signed-sources.ts";

type Wanted = Pick<BulkRequest, "spec" | "manifestQuery"> & { readonly id: JobId };

/** @throws PenstockError `sealing-key-missing` */
export function withSealedManifest(
  sealer: Pick<ManifestOpener, "signedSources">,
  { id, spec, manifestQuery = "" }: Wanted,
): BulkSpec {
  const { selection } = spec;
  if (selection.kind !== "manifest" || manifestQuery === "") {
    return spec;
  }
  const sealedQuery = signedSourcesOf(sealer).sealManifest(id, manifestQuery);
  return { ...spec, selection: { ...selection, manifest: { ...selection.manifest, sealedQuery } } };
}

/** A manifest that is replaced while its job runs would be read on in the middle of another one. */
export async function withManifestVersion(
  opener: ManifestOpener,
  { id, spec }: Pick<Wanted, "id" | "spec">,
  signal: AbortSignal,
): Promise<BulkSpec> {
  const { selection } = spec;
  if (selection.kind !== "manifest" || selection.manifest.version !== undefined) {
    return spec;
  }
  const { manifest } = selection;
  const { source, key } = manifestSource(opener, { id }, manifest);
  const { sourceVersion: version } = await source.stat(key, signal);
  return { ...spec, selection: { ...selection, manifest: { ...manifest, version } } };
}
