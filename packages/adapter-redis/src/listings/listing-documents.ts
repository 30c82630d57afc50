import {
  BATCHES_PER_JOB,
  intendedChanges,
  type Job,
  type JobId,
  type JobQuota,
  LISTING_CANCELLED,
  type ListedPiece,
  type Opening,
  type OpenListing,
  type Shard,
  TRANSFERS_PER_JOB,
  type Transfer,
} from "@penstock/core";
import { formatBatch, formatCounts } from "../batches/batch-documents.ts";
import type { Damage } from "../damage.ts";
import { formatShare } from "../jobs/job-documents.ts";
import { parseDocument } from "../parsed-document.ts";
import type { ScriptArgument } from "../script.ts";
import { formatUploadChanges } from "../uploads/registered-uploads.ts";

/** In place of the end of a shard that has none: no key is empty. */
const NO_END = "";

/** As `open-listing` takes it. */
export function formatOpening(
  job: Job,
  opening: Opening,
  quota: JobQuota | undefined,
): readonly ScriptArgument[] {
  const { epoch, shards, recorded, transfers, isCancelled = false } = opening;
  const { counts, coveredBytes, extra, segments } = recorded;
  return [
    ...[job.id, JSON.stringify(job), epoch],
    ...[...formatCounts(counts), coveredBytes, extra, segments],
    ...[isCancelled ? 1 : 0, JSON.stringify(LISTING_CANCELLED)],
    ...[...formatShare(job, quota), shards.length],
    ...shards.flatMap(({ after, to }) => [after, to ?? NO_END]),
    ...transfers.flatMap(formatTransfer),
  ];
}

/** As `add-listed` takes it. */
export function formatPiece(jobId: JobId, piece: ListedPiece): readonly ScriptArgument[] {
  const { epoch, shard, after, to, taken, isEnd, batches, large } = piece;
  return [
    ...[jobId, epoch, shard, after, to ?? NO_END, taken, isEnd ? 1 : 0],
    ...[BATCHES_PER_JOB, TRANSFERS_PER_JOB, batches.length],
    ...batches.flatMap(({ range, entries, sizeBytes }) => formatBatch(range, entries, sizeBytes)),
    ...large.flatMap(formatTransfer),
  ];
}

function formatTransfer(transfer: Transfer): readonly ScriptArgument[] {
  const { id, generation, revision } = transfer;
  const changes = intendedChanges(transfer);
  return [
    ...[id, generation, revision, JSON.stringify(transfer)],
    ...[changes.length, ...formatUploadChanges(changes)],
  ];
}

/** What is asked of a job's hash, in this order. */
export const LISTING_FIELDS = ["doc", "epoch", "listing", "nextBatch", "nextShard", "cancelled"];

/** The fields of a job, its shards, how many batches and transfers it has, and 1 when it is paused. */
export function parseListing(replies: readonly unknown[], damage: Damage): OpenListing | undefined {
  const [fields, shards, batches, transfers, paused] = replies as readonly [
    readonly (string | null)[],
    Readonly<Record<string, string>>,
    number,
    number,
    number,
  ];
  const [json, epoch, listing, nextBatch, nextShard, cancelled] = fields;
  if (json == null || epoch == null || listing == null) {
    return undefined;
  }
  const job = damage.one(() => parseDocument(json, "id", "tenant", "bulk") as Job, "a bulk job");
  return (
    job && {
      job,
      epoch: Number(epoch),
      wanted: cancelled != null ? "cancel" : paused === 1 ? "pause" : "run",
      shards: parseShards(shards),
      nextBatch: Number(nextBatch),
      nextShard: Number(nextShard),
      room: {
        batches: Math.max(0, BATCHES_PER_JOB - batches),
        transfers: Math.max(0, TRANSFERS_PER_JOB - transfers),
      },
    }
  );
}

/** `<number>:after` and `<number>:to` of each. */
function parseShards(fields: Readonly<Record<string, string>>): readonly Shard[] {
  return Object.entries(fields)
    .filter(([name]) => name.endsWith(":after"))
    .map(([name, after]) => {
      const number = Number.parseInt(name, 10);
      const to = fields[`${number}:to`] ?? NO_END;
      return { number, after, ...(to !== NO_END && { to }) };
    })
    .sort((one, other) => one.number - other.number);
}
