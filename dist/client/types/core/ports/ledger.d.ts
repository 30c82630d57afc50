import type { BatchStore } from "./batch-store.js";
import type { ConnectionTests } from "./connection-tests.js";
import type { EventLog } from "./event-log.js";
import type { FinishedJobs } from "./finished-jobs.js";
import type { JobHistory } from "./job-history.js";
import type { JobStore } from "./job-store.js";
import type { ListingStore } from "./listing-store.js";
import type { PartDispatch } from "./part-dispatch.js";
import type { RowStore } from "./row-store.js";
import type { TransferStore } from "./transfer-store.js";
import type { UploadRegistry } from "./upload-registry.js";
import type { WorkerRegistry } from "./worker-registry.js";
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
    readonly listings: ListingStore;
    readonly batches: BatchStore;
    readonly rows: RowStore;
};
