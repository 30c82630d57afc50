import {
  type Job,
  type JobProgress,
  type JobRecord,
  type Late,
  TRANSFER_STATES,
  type TransferCounts,
} from "@penstock/core";
import { type BulkEntry, bulkBytes, bulkCounts, bulkProgress } from "./memory-bulk-job.ts";
import { type TransferEntry, uploadedBytesOf } from "./memory-transfer.ts";

export type JobEntry = {
  job: Job;
  /** Of a bulk job, its large entries that are not forgotten. */
  readonly transfers: TransferEntry[];
  readonly bulk: BulkEntry | undefined;
  isCancelled: boolean;
  retries: number;
  finishedAtMs: number | undefined;
  lastProgressAtMs: number | undefined;
  lastFailure: JobRecord["lastFailure"];
  heldUpAtMs?: number;
  isPaused?: boolean;
  pausedAtMs?: number | undefined;
  late?: Late | undefined;
};

export function newJobEntry(job: Job, bulk?: BulkEntry): JobEntry {
  return {
    job,
    transfers: [],
    bulk,
    isCancelled: false,
    retries: 0,
    finishedAtMs: undefined,
    lastProgressAtMs: undefined,
    lastFailure: undefined,
  };
}

/** Nothing is counted ahead: counts and progress are added up whenever they are read. */
export function recordOf(entry: JobEntry): JobRecord {
  const { job, bulk, isCancelled, finishedAtMs, lastProgressAtMs, lastFailure } = entry;
  const { heldUpAtMs, isPaused, pausedAtMs, late } = entry;
  return {
    job,
    counts: countsOf(entry),
    progress: progressOf(entry),
    isCancelled,
    finishedAtMs,
    lastProgressAtMs,
    lastFailure,
    ...(bulk !== undefined && { bulk: bulkProgress(bulk, finishedAtMs) }),
    ...(heldUpAtMs !== undefined && { heldUpAtMs }),
    ...(late !== undefined && { late }),
    ...(isPaused === true &&
      !isCancelled &&
      finishedAtMs === undefined && { isPaused, pausedAtMs }),
  };
}

export function countsOf({ transfers, bulk }: JobEntry): TransferCounts {
  const counts = transferCounts(transfers);
  if (bulk === undefined) {
    return counts;
  }
  const { listed, listing, planned, uploading, ...rows } = bulkCounts(bulk);
  return {
    ...counts,
    listing,
    listed: counts.listed + listed,
    planned: counts.planned + planned,
    uploading: counts.uploading + uploading,
    stored: counts.stored + rows.stored,
    skipped: counts.skipped + rows.skipped,
    failed: counts.failed + rows.failed,
    aborted: counts.aborted + rows.aborted,
  };
}

export function transferCounts(transfers: readonly TransferEntry[]): TransferCounts {
  const counts = TRANSFER_STATES.map((state) => ({
    [state]: transfers.filter(({ transfer }) => transfer.state.kind === state).length,
  }));
  return Object.assign({ listed: transfers.length, listing: 0 }, ...counts);
}

export function transferProgress(
  transfers: readonly TransferEntry[],
): Omit<JobProgress, "retries"> {
  const sum = (amount: (entry: TransferEntry) => number) =>
    transfers.reduce((total, entry) => total + amount(entry), 0);
  return {
    bytesTotal: sum(({ plan }) => plan?.sizeBytes ?? 0),
    bytesStored: sum(uploadedBytesOf),
    partsTotal: sum(({ plan }) => plan?.partCount ?? 0),
    partsStored: sum(({ uploaded }) => uploaded.size),
  };
}

function progressOf({ transfers, bulk, retries }: JobEntry): JobProgress {
  const progress = { ...transferProgress(transfers), retries };
  if (bulk === undefined) {
    return progress;
  }
  const [{ bytesTotal, bytesStored }, forgotten] = [bulkBytes(bulk), bulk.recorded.transfers];
  return {
    retries,
    bytesTotal: progress.bytesTotal + forgotten.bytesTotal + bytesTotal,
    bytesStored: progress.bytesStored + forgotten.bytesStored + bytesStored,
    partsTotal: progress.partsTotal + forgotten.partsTotal,
    partsStored: progress.partsStored + forgotten.partsStored,
  };
}
