import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type IntendedUpload,
  isJobId,
  type JobRef,
  type JournalEntry,
  type Transfer,
} from "@penstock/core";

// <root>/journal.json                                 the folder is a journal, of this version
// <root>/<tenant>/<job id>/job.json                   the job and its transfers as they were accepted
// <root>/<tenant>/<job id>/<transfer id>.<revision>.json   a transfer as it was written later
// <root>/<tenant>/<job id>/<transfer id>.<generation>.parts.json   its parts that were uploaded
// <root>/<tenant>/<job id>/<transfer id>.<token>.upload.json    the id of an upload that it intended
// <root>/<tenant>/<job id>.cancelled                  somebody cancelled the job
// Everything else is a draft, or on its way out, and is not looked at.

export const CANCELLED = ".cancelled";

export function markerPath(root: string): string {
  return join(root, "journal.json");
}

/** No tenant's name leads out of the root, whatever it holds. */
export function tenantFolder(root: string, tenant: string): string {
  return join(root, encodeTenant(tenant));
}

export function jobFolder(root: string, job: JobRef): string {
  return join(root, pathOfJob(job));
}

/** @throws RangeError for what is no job's id: no name leads to a place of somebody else */
export function pathOfJob({ tenant, jobId }: JobRef): string {
  if (!isJobId(jobId)) {
    throw new RangeError(`"${jobId}" is not the id of a job`);
  }
  return `${encodeTenant(tenant)}/${jobId}`;
}

export function jobPath(folder: string): string {
  return join(folder, "job.json");
}

export function cancelledPath(folder: string): string {
  return folder + CANCELLED;
}

export function transferPath(folder: string, { id, revision }: Transfer): string {
  return join(folder, `${id}.${revision}.json`);
}

export function uploadIdPath(folder: string, { transferId, token }: IntendedUpload): string {
  return join(folder, `${transferId}.${encodeURIComponent(token)}.upload.json`);
}

export function partsPath(folder: string, { id, generation }: Transfer): string {
  return join(folder, `${id}.${generation}.parts.json`);
}

/** The revisions that were written of a transfer, the newest first. */
export function revisionsOf(names: readonly string[], transferId: string): readonly number[] {
  return names
    .filter((name) => name.startsWith(`${transferId}.`))
    .map((name) => /^\.(\d+)\.json$/.exec(name.slice(transferId.length))?.[1])
    .filter((revision) => revision !== undefined)
    .map(Number)
    .sort((one, other) => other - one);
}

/** Whoever has a folder in the root. What lies there besides is left alone. */
export async function tenantsIn(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => tenantOf(name))
    .filter((tenant) => tenant !== undefined);
}

/** Undefined for a name that no tenant is given. */
export function tenantOf(name: string): string | undefined {
  try {
    const tenant = decodeURIComponent(name);
    return encodeTenant(tenant) === name ? tenant : undefined;
  } catch {
    return undefined;
  }
}

/** The jobs in a tenant's folder, by the names that it holds. */
export function entriesOf(tenant: string, names: readonly string[]): readonly JournalEntry[] {
  const cancelled = new Set(names.filter((name) => name.endsWith(CANCELLED)));
  return names
    .filter(isJobId)
    .map((jobId) => ({ tenant, jobId, isCancelled: cancelled.has(jobId + CANCELLED) }));
}

function encodeTenant(tenant: string): string {
  return encodeURIComponent(tenant).replaceAll(".", "%2E");
}
