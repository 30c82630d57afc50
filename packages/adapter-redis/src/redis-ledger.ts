import type { Ledger, Log } from "@penstock/core";
import { RedisBatchStore } from "./batches/redis-batch-store.ts";
import { RedisConnectionTests } from "./connection-tests/redis-connection-tests.ts";
import { RedisDeadlineStore } from "./deadlines/redis-deadline-store.ts";
import { RedisEventLog } from "./events/redis-event-log.ts";
import { RedisFinishedJobs } from "./history/redis-finished-jobs.ts";
import { RedisJobHistory } from "./history/redis-job-history.ts";
import { RedisJobStore } from "./jobs/redis-job-store.ts";
import { RedisLimitStore } from "./limits/redis-limit-store.ts";
import { RedisListingStore } from "./listings/redis-listing-store.ts";
import { RedisMeasureStore } from "./measures/redis-measure-store.ts";
import { RedisHedgeStore } from "./parts/redis-hedge-store.ts";
import { RedisPartDispatch } from "./parts/redis-part-dispatch.ts";
import { RedisCalls } from "./redis-calls.ts";
import type { RedisClient } from "./redis-client.ts";
import { RedisRowStore } from "./rows/redis-row-store.ts";
import { RedisTransferStore } from "./transfers/redis-transfer-store.ts";
import { RedisUploadRegistry } from "./uploads/redis-upload-registry.ts";
import { RedisDeliveryStore } from "./webhooks/redis-delivery-store.ts";
import { RedisWorkerRegistry } from "./workers/redis-worker-registry.ts";

/**
 * The ledger in Redis. Every change is one Lua script on keys of one tenant, so it happens whole or
 * not at all, and a server that lost the tail of its append-only file holds a state that existed.
 *
 * The connection belongs to the caller. A tenant's name may not contain braces.
 */
export class RedisLedger implements Ledger {
  readonly jobs: RedisJobStore;
  readonly finished: RedisFinishedJobs;
  readonly history: RedisJobHistory;
  readonly transfers: RedisTransferStore;
  readonly parts: RedisPartDispatch;
  readonly uploads: RedisUploadRegistry;
  readonly workers: RedisWorkerRegistry;
  readonly connectionTests: RedisConnectionTests;
  readonly events: RedisEventLog;
  readonly deliveries: RedisDeliveryStore;
  readonly listings: RedisListingStore;
  readonly batches: RedisBatchStore;
  readonly rows: RedisRowStore;
  readonly measures: RedisMeasureStore;
  readonly limits: RedisLimitStore;
  readonly deadlines: RedisDeadlineStore;
  readonly hedges: RedisHedgeStore;

  /** @param log hears of documents that are damaged */
  constructor(redis: RedisClient, log?: Pick<Log, "error">) {
    const calls = new RedisCalls(redis, log);
    this.jobs = new RedisJobStore(calls);
    this.finished = new RedisFinishedJobs(calls);
    this.history = new RedisJobHistory(calls);
    this.transfers = new RedisTransferStore(calls);
    this.parts = new RedisPartDispatch(calls);
    this.uploads = new RedisUploadRegistry(calls);
    this.workers = new RedisWorkerRegistry(calls);
    this.connectionTests = new RedisConnectionTests(calls);
    this.events = new RedisEventLog(calls);
    this.deliveries = new RedisDeliveryStore(calls);
    this.listings = new RedisListingStore(calls);
    this.batches = new RedisBatchStore(calls);
    this.rows = new RedisRowStore(calls);
    this.measures = new RedisMeasureStore(calls);
    this.limits = new RedisLimitStore(calls);
    this.deadlines = new RedisDeadlineStore(calls);
    this.hedges = new RedisHedgeStore(calls);
  }
}
