import {
  type AttemptFailure,
  type FinishedJob,
  type JobId,
  keptTransfersOf,
  type Page,
  type PageRequest,
  PIECE_TRANSFERS,
  type ReceiptBody,
  type Transfer,
} from "@penstock/core";
import { refOf } from "../advance.ts";
import type { OnPorts } from "../engine.ts";
import { type FindingEngine, findJob } from "../jobs/find-job.ts";
import { archivedJob } from "./archived-job.ts";
import { receiptFor } from "./receipt-for.ts";

type ReadingEngine = FindingEngine & OnPorts<"transfers">;

type ListedTransfer = {
  readonly transfer: Transfer;
  readonly failures: readonly AttemptFailure[];
};

/**
 * The transfers of a job, wherever it is kept.
 *
 * @throws PenstockError as `findJob` does
 */
export function transfersOfJob(
  engine: ReadingEngine,
  tenant: string,
  jobId: JobId,
  page: PageRequest,
): Promise<Page<ListedTransfer>> {
  return pageOf(engine, { tenant, jobId }, page, {
    held: async (transfer) => {
      const failures = await engine.ledger.transfers.failures(refOf(transfer));
      return { transfer, failures };
    },
    archived: ({ transfer, failures }) => ({ transfer, failures }),
  });
}

/** The receipts of a job's transfers that are stored; a page may have fewer than its limit. */
export async function receiptsOf(
  engine: ReadingEngine,
  tenant: string,
  jobId: JobId,
  page: PageRequest,
): Promise<Page<ReceiptBody>> {
  const found = await pageOf<ReceiptBody | undefined>(engine, { tenant, jobId }, page, {
    held: (transfer) => receiptFor(engine, transfer),
    archived: ({ receipt }) => receipt,
  });
  return { ...found, items: found.items.filter((receipt) => receipt !== undefined) };
}

type Readers<Item> = {
  readonly held: (transfer: Transfer) => Promise<Item>;
  readonly archived: (finished: FinishedJob["transfers"][number]) => Item;
};

async function pageOf<Item>(
  engine: FindingEngine,
  { tenant, jobId }: { readonly tenant: string; readonly jobId: JobId },
  page: PageRequest,
  { held, archived }: Readers<Item>,
): Promise<Page<Item>> {
  const { items, nextCursor } = await engine.ledger.jobs.listTransfers(tenant, jobId, page);
  if (items.length > 0) {
    return { items: await Promise.all(items.map(held)), nextCursor };
  }
  const from = Number(page.cursor ?? 0);
  const finished = await archivedJob(engine, tenant, jobId, from);
  if (finished === undefined) {
    // Says why it is not there, if it is not: a job of no transfers is.
    await findJob(engine, tenant, jobId);
    return { items: [], nextCursor: undefined };
  }
  // A page ends with its piece.
  const until = Math.min(from + page.limit, finished.from + PIECE_TRANSFERS);
  const shown = finished.transfers.slice(from - finished.from, until - finished.from);
  const isMore = keptTransfersOf(finished.record) > until;
  return {
    items: shown.map(archived),
    nextCursor: isMore ? String(until) : undefined,
  };
}
