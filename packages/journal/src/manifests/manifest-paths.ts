import { isJobId, isManifestId, type JobId, type UploadedManifest } from "@penstock/core";
import type { BelowJournal } from "../documents-below.ts";
import { encodeTenant, tenantOf } from "../journal-paths.ts";

// In a folder, beside the tenants' (no tenant's folder has a dot in its name):
// <root>/manifests.d/<tenant>/<id>/<number>.piece     its bytes, cut in pieces
// <root>/manifests.d/<tenant>/<id>/head.json          written last: now the manifest is there
// <root>/manifests.d/<tenant>/<id>/<job id>.job       a job that reads it
// In a store:
// <prefix>manifests/<tenant>/<id>/...

export const MANIFESTS_PLACE: BelowJournal = { prefix: "manifests/", folder: "manifests.d/" };

/** All that is kept of it. */
export function manifestPath({ tenant, id }: UploadedManifest): string {
  if (!isManifestId(id)) {
    throw new RangeError(`"${id}" is not the id of a manifest`);
  }
  return `${manifestsPath(tenant)}${id}/`;
}

/** Of one tenant; of all where none is named. */
export function manifestsPath(tenant?: string): string {
  return tenant === undefined ? "" : `${encodeTenant(tenant)}/`;
}

/** Lists are in the order of names. */
export function piecePath(manifest: UploadedManifest, number: number): string {
  return `${manifestPath(manifest)}${String(number).padStart(4, "0")}.piece`;
}

export function manifestHeadPath(manifest: UploadedManifest): string {
  return `${manifestPath(manifest)}head.json`;
}

export function manifestJobPath(manifest: UploadedManifest, jobId: JobId): string {
  return `${manifestPath(manifest)}${jobId}.job`;
}

/** Whose a file is, and the job that it notes; undefined for the path of anything else. */
export function manifestAt(path: string): (UploadedManifest & { jobId?: JobId }) | undefined {
  const [name = "", id = "", file = "", ...rest] = path.split("/");
  const tenant = tenantOf(name);
  if (tenant === undefined || !isManifestId(id) || rest.length > 0) {
    return undefined;
  }
  const jobId = file.endsWith(".job") ? file.slice(0, -".job".length) : "";
  return { tenant, id, ...(isJobId(jobId) && { jobId }) };
}
