import type { BatchStore } from "./batch-store.ts";
import type { ConnectionTests } from "./connection-tests.ts";
import type { DeadlineStore } from "./deadline-store.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { EventLog } from "./event-log.ts";
import type { FinishedJobs } from "./finished-jobs.ts";
import type { HedgeStore } from "./hedge-store.ts";
import type { JobHistory } from "./job-history.ts";
import type { JobStore } from "./job-store.ts";
import type { LimitStore } from "./limit-store.ts";
import type { ListingStore } from "./listing-store.ts";
import type { MeasureStore } from "./measure-store.ts";
import type { PartDispatch } from "./part-dispatch.ts";
import type { RowStore } from "./row-store.ts";
import type { TransferStore } from "./transfer-store.ts";
import type { UploadRegistry } from "./upload-registry.ts";
import type { WorkerRegistry } from "./worker-registry.ts";

/**
 * What is known to have happened: the truth that the queue is only a transport for. Every method of its
 * ports is one atomic step and may be repeated. Rejects with `ledger-unavailable` when it cannot be
 * reached.
 */
export type Ledger = {
  readonly jobs: JobStore;
  readonly finished: FinishedJobs;
  readonly history: JobHistory;
  readonly transfers: TransferStore;
  readonly parts: PartDispatch;
  readonly uploads: UploadRegistry;
  readonly workers: WorkerRegistry;
  readonly connectionTests: ConnectionTests;
  readonly events: EventLog;
  readonly deliveries: DeliveryStore;
  readonly listings: ListingStore;
  readonly batches: BatchStore;
  readonly rows: RowStore;
  readonly measures: MeasureStore;
  readonly limits: LimitStore;
  readonly deadlines: DeadlineStore;
  readonly hedges: HedgeStore;
};
