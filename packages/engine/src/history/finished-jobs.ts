import {
  type FinishedJob,
  type FinishedTransfer,
  type HistoryEntry,
  historyEntryOf,
  type JobArchive,
  type JobRecord,
  newSegment,
  outcomeOf,
  PenstockError,
  type SegmentGroup,
  type Transfer,
} from "@penstock/core";
import { refOf } from "../advance.ts";
import type { Engine, OnPorts } from "../engine.ts";
import { receiptFor } from "./receipt-for.ts";

/** A job of more transfers stays in the ledger until it is removed: its record would be too large to be one. */
const MAX_TRANSFERS = 1000;
/** Most of the time is waiting for Redis. */
const AT_ONCE = 16;

export type ArchivingEngine = Pick<Engine, "ledger" | "log" | "random"> & {
  readonly archive: JobArchive;
};

/** All that the ledger holds of jobs that have ended, without those that cannot be archived. */
export async function finishedJobs(
  engine: OnPorts<"jobs" | "transfers">,
  records: readonly JobRecord[],
): Promise<readonly FinishedJob[]> {
  const found: FinishedJob[] = [];
  for (let at = 0; at < records.length; at += AT_ONCE) {
    const page = records.slice(at, at + AT_ONCE);
    const jobs = await Promise.all(page.map((record) => finishedJob(engine, record)));
    found.push(...jobs.filter((job) => job !== undefined));
  }
  return found;
}

async function finishedJob(
  engine: OnPorts<"jobs" | "transfers">,
  record: JobRecord,
): Promise<FinishedJob | undefined> {
  const { job, counts, finishedAtMs } = record;
  if (outcomeOf(record) === undefined || finishedAtMs === undefined) {
    return undefined;
  }
  if (counts.listed > MAX_TRANSFERS) {
    return undefined;
  }
  const page = await engine.ledger.jobs.listTransfers(job.tenant, job.id, { limit: MAX_TRANSFERS });
  return {
    record,
    transfers: await Promise.all(page.items.map((each) => finishedTransfer(engine, each))),
  };
}

async function finishedTransfer(
  engine: OnPorts<"jobs" | "transfers">,
  transfer: Transfer,
): Promise<FinishedTransfer> {
  const failures = await engine.ledger.transfers.failures(refOf(transfer));
  try {
    const receipt = await receiptFor(engine, transfer);
    return { transfer, failures, ...(receipt !== undefined && { receipt }) };
  } catch (error) {
    if (!(error instanceof PenstockError) || error.code !== "not-found") {
      throw error;
    }
    // It was stored before receipts were frozen. It has had its time to be asked for.
    return { transfer, failures };
  }
}

/** Keeps some finished jobs of a tenant together, and tells where each of them is found from now on. */
export async function writeSegment(
  { archive, random }: Pick<ArchivingEngine, "archive" | "random">,
  { tenant, group }: { readonly tenant: string; readonly group: SegmentGroup },
  jobs: readonly FinishedJob[],
): Promise<readonly HistoryEntry[]> {
  const endedAtMs = Math.max(...jobs.map(({ record }) => record.finishedAtMs ?? 0));
  const segment = newSegment({ tenant, group, endedAtMs }, random.bytes(3));
  await archive.write(segment, jobs);
  return jobs.map((job) => historyEntryOf(job, segment));
}
