import type { JobRef, RowSegmentHead, RowSegmentId } from "@penstock/core";
import type { BelowJournal } from "../documents-below.ts";
import { pathOfJob } from "../journal-paths.ts";

// In a folder, beside the tenants' (no tenant's folder has a dot in its name):
// <root>/rows.d/<tenant>/<job id>/<epoch>-<number>-<sha>.jsonl.gz           the rows of a segment
// <root>/rows.d/<tenant>/<job id>/<epoch>-<number>-<sha>.trouble.jsonl.gz   those of them that are trouble, if any
// <root>/rows.d/<tenant>/<job id>/<epoch>-<number>.head.json                written last: now the segment is there
// <root>/rows.d/<tenant>/<job id>/recovery-<epoch>.json               which segments of older epochs count
// <sha> is the beginning of the SHA-256 of all its rows: what differs never lies in the place of what a head names.
// In a store:
// <prefix>rows/<tenant>/<job id>/...

export const ROWS_PLACE: BelowJournal = { prefix: "rows/", folder: "rows.d/" };

/** All that is kept of the rows of a job. */
export function rowsPath(job: JobRef): string {
  return `${pathOfJob(job)}/`;
}

export function segmentRowsPath(job: JobRef, head: RowSegmentHead, which: "all" | "trouble") {
  const path = `${segmentPath(job, head)}-${head.rowsSha256.slice(0, 16)}`;
  return `${path}${which === "all" ? "" : ".trouble"}.jsonl.gz`;
}

export function headPath(job: JobRef, segment: RowSegmentId): string {
  return `${segmentPath(job, segment)}.head.json`;
}

export function recoveryPath(job: JobRef, epoch: number): string {
  return `${rowsPath(job)}recovery-${epoch}.json`;
}

/** Undefined for the path of anything else. */
export function headAt(job: JobRef, path: string): RowSegmentId | undefined {
  const [, epoch, number] = /^([1-9]\d*)-(\d+)\.head\.json$/.exec(nameIn(job, path)) ?? [];
  return epoch === undefined ? undefined : { epoch: Number(epoch), number: Number(number) };
}

/** The epoch; undefined for the path of anything else. */
export function recoveryAt(job: JobRef, path: string): number | undefined {
  const [, epoch] = /^recovery-([1-9]\d*)\.json$/.exec(nameIn(job, path)) ?? [];
  return epoch === undefined ? undefined : Number(epoch);
}

function nameIn(job: JobRef, path: string): string {
  return path.slice(rowsPath(job).length);
}

function segmentPath(job: JobRef, { epoch, number }: RowSegmentId): string {
  return `${rowsPath(job)}${epoch}-${number}`;
}
