import type {
  BatchTask,
  FinalizeTask,
  ListingTask,
  PartTask,
  TaskQueue,
  Transfer,
} from "@penstock/core";
import {
  encodeBatchTask,
  encodeListingTask,
  encodePartTask,
  encodeTransferTask,
  type TransferTaskPayload,
} from "@penstock/wire";
import { type BulkJobOptions, Job, type Queue } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import { ask, openQueue } from "./open-queue.ts";
import { backlogOf, type QueueBacklog } from "./queue-backlog.ts";
import {
  batchJobId,
  DEFAULT_PREFIX,
  finalizeJobId,
  LONGEST_DELAY_MS,
  listingJobId,
  partJobId,
  planJobId,
  type TaskQueueName,
} from "./task-queues.ts";

/** BullMQ's score of a delayed job: its due time in the upper bits, a counter below. */
const SCORE_PER_MS = 0x1000;
const MISDATED_AT_ONCE = 100;

/**
 * A batch waits until no part waits, for a part is short. Parts cannot keep batches back for long: a tenant's jobs claim
 * in turn, so that those that wait here are more and more batches until a slot is free for one.
 */
const BEHIND_PARTS = 1;

/** Clocks differ a little, and Redis' is read in whole seconds: only what is later by more was misdated. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Queues tasks in BullMQ. A task that is queued, delayed or running already is left alone; one
 * that is done may be queued again, for nothing of it is kept.
 *
 * The connection belongs to the caller, and decides how long a call waits for a Redis that is away.
 */
export class BullmqTaskQueue implements TaskQueue {
  readonly #plan: Queue;
  readonly #parts: Queue;
  readonly #finalize: Queue;
  readonly #connection: Redis | Cluster;

  constructor({
    connection,
    prefix = DEFAULT_PREFIX,
  }: {
    readonly connection: Redis | Cluster;
    readonly prefix?: string;
  }) {
    const open = (name: TaskQueueName) => openQueue(name, connection, prefix);
    this.#connection = connection;
    this.#plan = open("plan");
    this.#parts = open("parts");
    this.#finalize = open("finalize");
  }

  async addPlan(transfer: Transfer, has?: "waited"): Promise<void> {
    // Under its own name it stays where it is.
    const jobId = has === "waited" ? `${planJobId(transfer)}-waited` : planJobId(transfer);
    await ask(this.#plan.add("plan", payloadOf(transfer), { jobId, lifo: true }));
  }

  async addListing(task: ListingTask): Promise<void> {
    const opts = { jobId: listingJobId(task) };
    await ask(this.#plan.add("listing", encodeListingTask(task), opts));
  }

  /** One round trip, however many tasks. */
  async addParts(tasks: readonly PartTask[]): Promise<void> {
    await this.#addToParts(
      tasks.map((task) => ({
        name: "part",
        data: encodePartTask(task),
        opts: { jobId: partJobId(task) },
      })),
    );
  }

  async addBatches(tasks: readonly BatchTask[]): Promise<void> {
    await this.#addToParts(
      tasks.map((task) => ({
        name: "batch",
        data: encodeBatchTask(task),
        opts: { jobId: batchJobId(task), priority: BEHIND_PARTS },
      })),
    );
  }

  async #addToParts(
    jobs: { readonly name: string; readonly data: object; readonly opts: BulkJobOptions }[],
  ): Promise<void> {
    const [first] = jobs;
    if (first !== undefined && jobs.length === 1) {
      // The usual case: a part uploaded, its permit went to the next one. No pipeline for a single call.
      await ask(this.#parts.add(first.name, first.data, first.opts));
    } else if (first !== undefined) {
      await ask(this.#parts.addBulk(jobs));
    }
  }

  async addFinalize(task: FinalizeTask): Promise<void> {
    const { tenant, transferId } = task;
    const payload = encodeTransferTask({ tenant, transferId });
    await ask(this.#finalize.add("finalize", payload, { jobId: finalizeJobId(task) }));
  }

  /**
   * Lets tasks go that are due a minute later, by Redis' clock, than anything is ever put off. BullMQ dates them
   * by the wall clock of the process that defers them: one that was ahead for a moment would keep them for
   * as long as it was ahead, and adding them again does not help, for they are there.
   *
   * @returns how many there were
   */
  async promoteMisdated(): Promise<number> {
    const [seconds] = await ask(this.#connection.time());
    const latestMs = Number(seconds) * 1000 + LONGEST_DELAY_MS + CLOCK_TOLERANCE_MS;
    const latest = latestMs * SCORE_PER_MS;
    let promoted = 0;
    for (const queue of [this.#plan, this.#parts, this.#finalize]) {
      const key = queue.toKey("delayed");
      const ids = await ask(
        this.#connection.zrangebyscore(key, latest, "+inf", "LIMIT", 0, MISDATED_AT_ONCE),
      );
      for (const id of ids) {
        promoted += (await promote(queue, id)) ? 1 : 0;
      }
    }
    return promoted;
  }

  /** What waits on each queue, and for how long. */
  backlog(): Promise<readonly QueueBacklog[]> {
    return Promise.all([this.#plan, this.#parts, this.#finalize].map(backlogOf));
  }

  async close(): Promise<void> {
    await Promise.all([this.#plan.close(), this.#parts.close(), this.#finalize.close()]);
  }
}

/** False when it was taken or removed in between. */
async function promote(queue: Queue, id: string): Promise<boolean> {
  const job = await ask(Job.fromId(queue, id));
  if (job === undefined || !(await ask(job.isDelayed()))) {
    return false;
  }
  await ask(job.promote());
  return true;
}

function payloadOf({ tenant, id }: Transfer): TransferTaskPayload {
  return encodeTransferTask({ tenant, transferId: id });
}
