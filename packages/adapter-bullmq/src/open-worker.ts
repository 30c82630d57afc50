import type { Log, Repetitions } from "@penstock/core";
import { type IRedisClient, isNotConnectionError, type Job, Worker } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import { boundWaits } from "./bounded-waits.ts";
import type { Leases } from "./leases.ts";
import { DEFAULT_PREFIX, type TaskQueueName } from "./task-queues.ts";

/** Long enough that a task renewed every few seconds survives a slow response or a busy event loop. */
export const LOCK_MS = 15_000;
/** A dead consumer's tasks are taken over at most two checks after their lock ran out. */
const STALLED_CHECK_MS = 5_000;
/**
 * BullMQ's default of 1 fails a task for good when its second consumer dies. The ledger counts
 * attempts and ends a transfer that kills its workers; a task dropped here comes back by the sweep.
 */
const MAX_STALLED = 20;
/** An idle consumer can swallow a wake-up when it freezes; then the next one looks after this long. */
const DRAIN_DELAY_SECONDS = 2;

const NOT_KEPT = { count: 0 } as const;

type WorkerOptions = {
  readonly connection: Redis | Cluster;
  readonly concurrency: number;
  readonly leases: Leases;
  readonly onLockLost: (jobId: string) => void;
  readonly log: Log;
  readonly prefix: string | undefined;
  readonly lockMs: number | undefined;
  readonly stalledCheckMs: number | undefined;
};

/** BullMQ's worker with our settings, not running yet. The leases hear of each renewal of its locks. */
export function openWorker(
  queue: TaskQueueName,
  process: (job: Job<unknown, void>, token?: string) => Promise<void>,
  options: WorkerOptions,
): Worker<unknown, void> {
  const { connection, concurrency, leases, lockMs = LOCK_MS } = options;
  const { prefix = DEFAULT_PREFIX, stalledCheckMs = STALLED_CHECK_MS } = options;
  const worker = new Worker<unknown, void>(queue, process, {
    connection,
    prefix,
    autorun: false,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
    maxStalledCount: MAX_STALLED,
    drainDelay: DRAIN_DELAY_SECONDS,
    // A job that is kept would silently swallow the next task of the same name.
    removeOnComplete: NOT_KEPT,
    removeOnFail: NOT_KEPT,
  });
  // The lock manager calls this for all jobs at once: not promised, and held by a test.
  const extend = worker.extendJobLocks.bind(worker);
  worker.extendJobLocks = async (jobIds, tokens, duration) => [
    ...(await leases.renew(jobIds, () => extend(jobIds, tokens, duration))),
  ];
  boundWaits(worker);
  listen(queue, worker, options);
  return worker;
}

/**
 * Runs it to its end. BullMQ keeps for ever that Redis refused its first question, as one does that is busy with a
 * script: such a worker would never take a task, so it is closed, and another one opened.
 */
export async function runWorker(
  worker: Worker<unknown, void>,
  repeats: Repetitions,
  again: () => void,
): Promise<void> {
  const work = { what: "the opening of a consumer", item: worker.name };
  try {
    await worker.waitUntilReady();
    repeats.noteSuccess(work);
  } catch (error) {
    setTimeout(() => void replace(worker, again), repeats.noteFailure(work, error));
    return;
  }
  await worker.run();
}

/** Not where it was closed in between: then nothing is to be opened any more. */
async function replace(worker: Worker<unknown, void>, again: () => void): Promise<void> {
  if (worker.closing === undefined) {
    await worker.close(true).catch(() => undefined);
    again();
  }
}

/** The second connection, on which it waits for tasks: not promised either, and held by the same test. */
export function blockingClientOf(worker: Worker<unknown, void>): Promise<IRedisClient> | undefined {
  return worker.getBackend().blockingClient;
}

function listen(
  queue: TaskQueueName,
  worker: Worker<unknown, void>,
  { log, onLockLost }: WorkerOptions,
): void {
  worker.on("error", (error) => logQueueError(log, queue, error));
  worker.on("stalled", (jobId) => {
    log.warn({ queue, jobId }, "the consumer of a task died");
  });
  worker.on("failed", (job, error) => {
    log.error(
      { queue, jobId: job?.id, reason: error.message },
      "the queue dropped a task; the sweep queues it again",
    );
  });
  worker.on("lockRenewalFailed", (jobIds) => {
    for (const jobId of jobIds) {
      onLockLost(jobId);
    }
  });
}

export function logQueueError(log: Log, queue: TaskQueueName, error: unknown): void {
  // The owner of the connection logs its outages once; here they come with every retry.
  if (error instanceof Error && isNotConnectionError(error)) {
    log.warn({ queue, reason: error.message }, "the queue reported an error");
  }
}
