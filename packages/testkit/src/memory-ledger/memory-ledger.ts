import type { Clock, Ledger, StopSignal, StopSignals } from "@penstock/core";
import { MemoryBatchStore } from "./memory-batch-store.ts";
import { MemoryConnectionTests } from "./memory-connection-tests.ts";
import { MemoryDeadlineStore } from "./memory-deadlines.ts";
import { MemoryDeliveryStore } from "./memory-delivery-store.ts";
import type { MemoryEventLog } from "./memory-event-log.ts";
import { MemoryFinishedJobs } from "./memory-finished-jobs.ts";
import { MemoryHedgeStore } from "./memory-hedges.ts";
import { MemoryJobHistory } from "./memory-job-history.ts";
import { MemoryJobStore } from "./memory-job-store.ts";
import { MemoryLimitStore } from "./memory-limit-store.ts";
import { MemoryListingStore } from "./memory-listing-store.ts";
import { MemoryMeasureStore } from "./memory-measures.ts";
import { MemoryPartDispatch } from "./memory-part-dispatch.ts";
import { MemoryRecords } from "./memory-records.ts";
import { MemoryRowStore } from "./memory-row-store.ts";
import { MemoryTransferStore } from "./memory-transfer-store.ts";
import { MemoryUploadRegistry } from "./memory-upload-registry.ts";
import { MemoryWorkerRegistry } from "./memory-worker-registry.ts";

/** The ledger in memory, for tests and the simulation; it is also the model that the other one is compared with. */
export class MemoryLedger implements Ledger, StopSignals {
  readonly jobs: MemoryJobStore;
  readonly finished: MemoryFinishedJobs;
  readonly history: MemoryJobHistory;
  readonly transfers: MemoryTransferStore;
  readonly parts: MemoryPartDispatch;
  readonly uploads: MemoryUploadRegistry;
  readonly workers: MemoryWorkerRegistry;
  readonly connectionTests: MemoryConnectionTests;
  readonly events: MemoryEventLog;
  readonly deliveries = new MemoryDeliveryStore();
  readonly listings: MemoryListingStore;
  readonly batches: MemoryBatchStore;
  readonly rows: MemoryRowStore;
  readonly measures: MemoryMeasureStore;
  readonly limits: MemoryLimitStore;
  readonly deadlines: MemoryDeadlineStore;
  readonly hedges: MemoryHedgeStore;
  readonly #records: MemoryRecords;

  constructor(clock: Clock) {
    this.#records = new MemoryRecords(clock);
    this.jobs = new MemoryJobStore(this.#records);
    this.finished = new MemoryFinishedJobs(this.#records);
    this.history = new MemoryJobHistory(this.#records);
    this.transfers = new MemoryTransferStore(this.#records);
    this.parts = new MemoryPartDispatch(this.#records);
    this.uploads = new MemoryUploadRegistry(this.#records);
    this.events = this.#records.events;
    this.connectionTests = new MemoryConnectionTests(clock, this.events);
    this.listings = new MemoryListingStore(this.#records);
    this.batches = new MemoryBatchStore(this.#records);
    this.rows = new MemoryRowStore(this.#records);
    this.measures = new MemoryMeasureStore(this.#records);
    this.limits = new MemoryLimitStore(clock);
    this.deadlines = new MemoryDeadlineStore(this.#records);
    this.hedges = new MemoryHedgeStore(this.#records);
    this.workers = new MemoryWorkerRegistry(clock, this.events);
  }

  /** Loses everything, as FLUSHALL does. */
  flush(): void {
    this.#records.clear();
    this.workers.clear();
    this.limits.clear();
    this.deliveries.clear();
  }

  async onStopped(listener: (signal: StopSignal) => void): Promise<void> {
    this.#records.onStopped(listener);
  }
}
