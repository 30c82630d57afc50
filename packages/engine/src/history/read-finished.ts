import {
  type FinishedJob,
  type FinishedTransfer,
  type JobRecord,
  PenstockError,
  PIECE_TRANSFERS,
  type ReceiptBody,
  type RecordsRange,
  receiptOf,
  type TransferRecord,
} from "@penstock/core";
import type { OnPorts } from "../engine.ts";
import { receiptFor } from "./receipt-for.ts";

type ReadingEngine = OnPorts<"finished" | "transfers">;

/** What the ledger holds of some jobs of one tenant: of each the piece that begins at this place. */
export async function readFinished(
  engine: ReadingEngine,
  records: readonly JobRecord[],
  from: number,
): Promise<readonly FinishedJob[]> {
  const jobs = records.map((record) => ({ record, from, transfers: [] as FinishedTransfer[] }));
  const byId = new Map(jobs.map((job) => [job.record.job.id, job]));
  const tenant = records[0]?.job.tenant ?? "";
  let ranges: readonly RecordsRange[] = records.map(({ job }) => {
    return { jobId: job.id, from, until: from + PIECE_TRANSFERS };
  });
  while (ranges.length > 0) {
    const read = await engine.ledger.finished.readRecords(tenant, ranges);
    const rest: RecordsRange[] = [];
    for (const [index, range] of ranges.entries()) {
      const found = read[index];
      const next = found === undefined ? range.from : found.next;
      if (next !== undefined) {
        rest.push({ ...range, from: next });
      }
      for (const each of found?.records ?? []) {
        byId.get(range.jobId)?.transfers.push(await finishedTransfer(engine, each));
      }
    }
    ranges = rest;
  }
  return jobs;
}

async function finishedTransfer(
  engine: ReadingEngine,
  record: TransferRecord,
): Promise<FinishedTransfer> {
  const { transfer, failures } = record;
  const receipt = await receiptIn(engine, record);
  return { transfer, failures, ...(receipt !== undefined && { receipt }) };
}

async function receiptIn(
  engine: ReadingEngine,
  { transfer, failures, receipt }: TransferRecord,
): Promise<ReceiptBody | undefined> {
  if (transfer.state.kind !== "stored") {
    return undefined;
  }
  if (receipt !== undefined) {
    return receiptOf(receipt, failures);
  }
  try {
    // It was stored before receipts were frozen.
    return await receiptFor(engine, transfer);
  } catch (error) {
    if (!(error instanceof PenstockError) || error.code !== "not-found") {
      throw error;
    }
    // It has had its time to be asked for.
    return undefined;
  }
}
