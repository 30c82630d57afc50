import {
  type Job,
  type JobProgress,
  type JobRecord,
  TRANSFER_STATES,
  type TransferCounts,
} from "@penstock/core";
import type { TransferEntry } from "./memory-transfer.ts";

export type JobEntry = {
  readonly job: Job;
  readonly transfers: readonly TransferEntry[];
  isCancelled: boolean;
  retries: number;
  finishedAtMs: number | undefined;
  lastProgressAtMs: number | undefined;
  lastFailure: JobRecord["lastFailure"];
};

/** Nothing is counted ahead: counts and progress are added up from the transfers whenever they are read. */
export function recordOf(entry: JobEntry): JobRecord {
  const { job, isCancelled, finishedAtMs, lastProgressAtMs, lastFailure } = entry;
  return {
    job,
    counts: countsOf(entry),
    progress: progressOf(entry),
    isCancelled,
    finishedAtMs,
    lastProgressAtMs,
    lastFailure,
  };
}

export function countsOf({ transfers }: JobEntry): TransferCounts {
  const counts = TRANSFER_STATES.map((state) => ({
    [state]: transfers.filter(({ transfer }) => transfer.state.kind === state).length,
  }));
  return Object.assign({ listed: transfers.length, listing: 0 }, ...counts);
}

export function uploadedBytesOf(entry: TransferEntry | undefined): number {
  const uploaded = [...(entry?.uploaded.values() ?? [])];
  return uploaded.reduce((bytes, { lengthBytes }) => bytes + lengthBytes, 0);
}

function progressOf({ transfers, retries }: JobEntry): JobProgress {
  const sum = (amount: (entry: TransferEntry) => number) =>
    transfers.reduce((total, entry) => total + amount(entry), 0);
  return {
    bytesTotal: sum(({ plan }) => plan?.sizeBytes ?? 0),
    bytesStored: sum(uploadedBytesOf),
    partsTotal: sum(({ plan }) => plan?.partCount ?? 0),
    partsStored: sum(({ uploaded }) => uploaded.size),
    retries,
  };
}
