// The manifest of a job as the job keeps it: its query sealed, its version pinned.

import {
  type BulkRequest,
  type BulkSpec,
  type Clock,
  type JobId,
  MANIFEST_KEPT_MS,
  PenstockError,
  timeOfManifestId,
} from "@penstock/core";
import { headOfManifest, type ManifestOpener, manifestSource } from "../listing/manifest-source.ts";
import { signedSourcesOf } from "../sources/signed-sources.ts";

type Wanted = Pick<BulkRequest, "tenant" | "spec"> & { readonly id: JobId };

/** @throws PenstockError `sealing-key-missing` */
export function withSealedManifest(
  sealer: Pick<ManifestOpener, "signedSources">,
  { id, spec, manifestQuery = "" }: Omit<Wanted, "tenant"> & Pick<BulkRequest, "manifestQuery">,
): BulkSpec {
  const { selection } = spec;
  if (selection.kind !== "manifest" || manifestQuery === "") {
    return spec;
  }
  const sealedQuery = signedSourcesOf(sealer).sealManifest(id, manifestQuery);
  return { ...spec, selection: { ...selection, manifest: { ...selection.manifest, sealedQuery } } };
}

/**
 * A manifest that is replaced while its job runs would be read on in the middle of another one.
 *
 * @throws PenstockError `manifest-invalid` for one that was sent and is not there, and as its source does
 */
export async function withManifestVersion(
  opener: ManifestOpener & { readonly clock: Clock },
  { id, tenant, spec }: Wanted,
  signal: AbortSignal,
): Promise<BulkSpec> {
  const { selection } = spec;
  if (selection.kind !== "manifest" || selection.manifest.version !== undefined) {
    return spec;
  }
  const { manifest } = selection;
  const { source, key } = manifestSource(opener, { id, tenant }, manifest);
  const { sourceVersion: version } = await source.stat(key, signal);
  const format =
    "upload" in manifest
      ? (await youngHead(opener, tenant, manifest.upload)).format
      : manifest.format;
  return { ...spec, selection: { ...selection, manifest: { ...manifest, format, version } } };
}

/** An older one may be removed at any moment. */
async function youngHead(
  opener: ManifestOpener & { readonly clock: Clock },
  tenant: string,
  id: string,
) {
  const head = await headOfManifest(opener, tenant, id);
  if (timeOfManifestId(id) < opener.clock.nowMs() - MANIFEST_KEPT_MS) {
    throw new PenstockError(
      "manifest-invalid",
      `the manifest ${id} was sent more than a day ago: send it again`,
    );
  }
  return head;
}

/** From now on it is kept for as long as the job is. */
export async function noteManifestOf(
  { manifests }: Pick<ManifestOpener, "manifests">,
  { id, tenant, spec: { selection } }: Wanted,
): Promise<void> {
  if (selection.kind === "manifest" && "upload" in selection.manifest) {
    await manifests?.noteJob({ tenant, id: selection.manifest.upload }, id);
  }
}
