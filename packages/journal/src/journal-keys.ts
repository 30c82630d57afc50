import type { IntendedUpload, JobRef, JournalEntry, Transfer } from "@penstock/core";
import { CANCELLED, entriesOf, pathOfJob, tenantOf, transferName } from "./journal-paths.ts";

// <prefix>journal.json                                  the prefix is a journal, of this version
// <prefix>jobs/<tenant>/<job id>                        the job and its transfers as they were accepted
// <prefix>jobs/<tenant>/<job id>.cancelled              the job was cancelled
// <prefix>transfers/<tenant>/<job id>/<transfer id>.<revision>.<uploads>.json   a transfer as it was written later
// <prefix>transfers/<tenant>/<job id>/<transfer id>.<generation>.parts.json   its parts that were uploaded
// <prefix>transfers/<tenant>/<job id>/<transfer id>.<token>.upload.json   the id of an upload that it intended
// So one list shows every job, at one key for each: a page has a thousand.

export function markerKey(prefix: string): string {
  return `${prefix}journal.json`;
}

export function jobsBelow(prefix: string): string {
  return `${prefix}jobs/`;
}

export function transfersBelow(prefix: string): string {
  return `${prefix}transfers/`;
}

export function jobKey(prefix: string, job: JobRef): string {
  return jobsBelow(prefix) + pathOfJob(job);
}

export function cancelledKey(prefix: string, job: JobRef): string {
  return jobKey(prefix, job) + CANCELLED;
}

/** What was written of a job's transfers is below. */
export function transfersOf(prefix: string, job: JobRef): string {
  return `${transfersBelow(prefix)}${pathOfJob(job)}/`;
}

export function transferKey(prefix: string, transfer: Transfer): string {
  return transfersOf(prefix, transfer) + transferName(transfer);
}

export function uploadIdKey(prefix: string, upload: IntendedUpload): string {
  const { tenant, jobId, transferId, token } = upload;
  const name = `${transferId}.${encodeURIComponent(token)}.upload.json`;
  return transfersOf(prefix, { tenant, jobId }) + name;
}

export function partsKey(prefix: string, { tenant, jobId, id, generation }: Transfer): string {
  return `${transfersOf(prefix, { tenant, jobId })}${id}.${generation}.parts.json`;
}

/** The jobs that keys below `jobs/` say; what else lies there is left alone. */
export function jobsIn(prefix: string, keys: readonly string[]): readonly JournalEntry[] {
  const paths = keys.map((key) => key.slice(jobsBelow(prefix).length).split("/"));
  const byTenant = Map.groupBy(paths, ([tenant = ""]) => tenant);
  return [...byTenant].flatMap(([name, found]) => {
    const tenant = tenantOf(name);
    return tenant === undefined
      ? []
      : entriesOf(
          tenant,
          found.map(([, ...rest]) => rest.join("/")),
        );
  });
}

/** Where the job lies to which a key below `transfers/` belongs, or a mark that one was cancelled. */
export function jobKeyOf(prefix: string, key: string): string {
  if (!key.startsWith(transfersBelow(prefix))) {
    return key.slice(0, -CANCELLED.length);
  }
  const [tenant, jobId] = key.slice(transfersBelow(prefix).length).split("/");
  return `${jobsBelow(prefix)}${tenant}/${jobId}`;
}
