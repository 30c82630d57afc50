import type {
  AttemptFailure,
  FinishedJob,
  JobId,
  Page,
  PageRequest,
  ReceiptBody,
  Transfer,
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
  const finished = await archivedJob(engine, tenant, jobId);
  if (finished === undefined) {
    // Says why it is not there, if it is not: a job of no transfers is.
    await findJob(engine, tenant, jobId);
    return { items: [], nextCursor: undefined };
  }
  const from = Number(page.cursor ?? 0);
  const shown = finished.transfers.slice(from, from + page.limit);
  const isMore = finished.transfers.length > from + page.limit;
  return {
    items: shown.map(archived),
    nextCursor: isMore ? String(from + page.limit) : undefined,
  };
}
