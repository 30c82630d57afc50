import {
  type BulkSpec,
  isFinished,
  type JobId,
  type JobRecord,
  PenstockError,
  type RowSegmentHead,
  stateOfJob,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import { acceptedHeads } from "../recording/recover-listing.ts";
import { type FindingEngine, findJob } from "./find-job.ts";

export type RowsEngine = FindingEngine & Pick<Engine, "rowArchive">;

export type RecordedJob = {
  readonly record: JobRecord;
  /** Of all its rows. */
  readonly heads: readonly RowSegmentHead[];
};

/**
 * A selection of rows as it is accepted: with how many segments there are, so that rows that are removed while
 * it is listed are missed.
 *
 * @throws PenstockError as `recordedJob` does
 */
export async function withRows(
  engine: RowsEngine,
  tenant: string,
  spec: BulkSpec,
): Promise<BulkSpec> {
  const { selection } = spec;
  if (selection.kind !== "rows") {
    return spec;
  }
  const { heads } = await recordedJob(engine, tenant, selection.jobId);
  return { ...spec, selection: { ...selection, segments: heads.length } };
}

/**
 * A bulk job all of whose rows are in the journal.
 *
 * @throws PenstockError `state-conflict`, `server-busy` while the last rows are being written, and as `findJob`
 */
export async function recordedJob(
  engine: RowsEngine,
  tenant: string,
  jobId: JobId,
): Promise<RecordedJob> {
  const record = await findJob(engine, tenant, jobId);
  const { rowArchive } = engine;
  assertEnded(record);
  if (record.job.bulk === undefined || rowArchive === undefined) {
    throw new PenstockError(
      "state-conflict",
      `the job ${jobId} names one object and has no rows: retry the job itself, or name its key`,
    );
  }
  if (record.bulk?.isRecorded === false) {
    throw new PenstockError(
      "server-busy",
      `the last rows of the job ${jobId} are being written to the journal: ask again in a few seconds`,
    );
  }
  const job = { tenant, jobId };
  const heads = acceptedHeads(await rowArchive.heads(job), await rowArchive.recovery(job));
  return { record, heads };
}

/** @throws PenstockError `state-conflict` */
export function assertEnded(record: JobRecord): void {
  const state = stateOfJob(record);
  if (!isFinished(state)) {
    throw new PenstockError(
      "state-conflict",
      `the job ${record.job.id} is ${state}, and what failed is known when it has ended: wait for that, or cancel it first`,
    );
  }
}
