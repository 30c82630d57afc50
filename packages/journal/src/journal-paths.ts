import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type IntendedUpload,
  isJobId,
  isTransferId,
  type JobRef,
  type JournalEntry,
  type Transfer,
  type TransferId,
} from "@penstock/core";

// <root>/journal.json                                 the folder is a journal, of this version
// <root>/<tenant>/<job id>/job.json                   the job and its transfers as they were accepted
// <root>/<tenant>/<job id>/<transfer id>.<revision>.<uploads>.json   a transfer as it was written later
// <root>/<tenant>/<job id>/<transfer id>.<generation>.parts.json   its parts that were uploaded
// <root>/<tenant>/<job id>/<transfer id>.<token>.upload.json    the id of an upload that it intended
// <root>/<tenant>/<job id>.cancelled                  the job was cancelled
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

/** @throws RangeError for what is no job's id: no name leads to a foreign place */
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

export function transferPath(folder: string, transfer: Transfer): string {
  return join(folder, transferName(transfer));
}

const DIGEST_LENGTH = 16;

/**
 * A ledger that fell back counts through the same revisions again, so a state is named by its uploads too:
 * each of two histories may have opened some.
 */
export function transferName(transfer: Transfer): string {
  const { id, revision, generation, state } = transfer;
  const what = JSON.stringify([generation, state.kind, ...tokensIn(transfer)]);
  const digest = createHash("sha256").update(what).digest("hex").slice(0, DIGEST_LENGTH);
  return `${id}.${revision}.${digest}.json`;
}

/** Of every upload that it intended by then. */
export function tokensIn({ state }: Transfer): readonly string[] {
  if ("upload" in state) {
    return [state.upload.token];
  }
  return state.kind === "planned" ? state.intents : [];
}

export function uploadIdPath(folder: string, { transferId, token }: IntendedUpload): string {
  return join(folder, `${transferId}.${encodeURIComponent(token)}.upload.json`);
}

export function partsPath(folder: string, { id, generation }: Transfer): string {
  return join(folder, `${id}.${generation}.parts.json`);
}

export type WrittenState = { readonly name: string; readonly revision: number };

/** What was written of a transfer; the first journals named it by its revision alone. */
export function statesOf(names: readonly string[], transferId: string): readonly WrittenState[] {
  return names
    .filter((name) => name.startsWith(`${transferId}.`))
    .flatMap((name) => {
      const revision = /^\.(\d+)(?:\.[0-9a-f]{16})?\.json$/.exec(
        name.slice(transferId.length),
      )?.[1];
      return revision === undefined ? [] : [{ name, revision: Number(revision) }];
    });
}

/** Transfers that a bulk job listed after it was accepted: its own document does not name them. */
export function listedLater(
  names: readonly string[],
  accepted: readonly Pick<Transfer, "id">[],
): readonly TransferId[] {
  const known = new Set<string>(accepted.map(({ id }) => id));
  const ids = new Set(names.map((name) => name.slice(0, Math.max(0, name.indexOf(".")))));
  return [...ids]
    .filter((id) => !known.has(id))
    .filter(isTransferId)
    .filter((id) => statesOf(names, id).length > 0);
}

/** Each tenant has a folder in the root. Anything else there is ignored. */
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

export function encodeTenant(tenant: string): string {
  return encodeURIComponent(tenant).replaceAll(".", "%2E");
}
