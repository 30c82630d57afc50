import { type PartTask, PenstockError, type TaskQueue, type Transfer } from "@penstock/core";
import { encodePartTask, encodeTransferTask, type TransferTaskPayload } from "@penstock/wire";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import {
  DEFAULT_PREFIX,
  finalizeJobId,
  partJobId,
  planJobId,
  type TaskQueueName,
} from "./task-queues.ts";

/** Nothing listens to BullMQ's event streams; at their default length they cost 0.7 MB a queue. */
const KEPT_EVENTS = 100;

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

  constructor({
    connection,
    prefix = DEFAULT_PREFIX,
  }: {
    readonly connection: Redis;
    readonly prefix?: string;
  }) {
    const open = (name: TaskQueueName) => openQueue(name, connection, prefix);
    this.#plan = open("plan");
    this.#parts = open("parts");
    this.#finalize = open("finalize");
  }

  async addPlan(transfer: Transfer): Promise<void> {
    await ask(this.#plan.add("plan", payloadOf(transfer), { jobId: planJobId(transfer) }));
  }

  /** One round trip, however many tasks. */
  async addParts(tasks: readonly PartTask[]): Promise<void> {
    const jobs = tasks.map((task) => ({
      name: "part",
      data: encodePartTask(task),
      opts: { jobId: partJobId(task) },
    }));
    const [first] = jobs;
    if (first !== undefined && jobs.length === 1) {
      // The usual case: a part uploaded, its permit went to the next one. No pipeline for a single call.
      await ask(this.#parts.add(first.name, first.data, first.opts));
    } else if (first !== undefined) {
      await ask(this.#parts.addBulk(jobs));
    }
  }

  async addFinalize(transfer: Transfer): Promise<void> {
    await ask(
      this.#finalize.add("finalize", payloadOf(transfer), { jobId: finalizeJobId(transfer) }),
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.#plan.close(), this.#parts.close(), this.#finalize.close()]);
  }
}

function openQueue(name: TaskQueueName, connection: Redis, prefix: string): Queue {
  const queue = new Queue(name, {
    connection,
    prefix,
    streams: { events: { maxLen: KEPT_EVENTS } },
  });
  // The owner of the connection logs its outages; without a listener Node would end the process.
  queue.on("error", () => undefined);
  return queue;
}

async function ask(response: Promise<unknown>): Promise<void> {
  try {
    await response;
  } catch (error) {
    throw toUnavailable(error);
  }
}

/** What is added is always well-formed, so whatever goes wrong is Redis: away, full or demoted. */
function toUnavailable(cause: unknown): PenstockError {
  const reason = cause instanceof Error ? cause.message : "unknown";
  return new PenstockError("ledger-unavailable", `the queue cannot be used now: ${reason}`, {
    cause,
  });
}

function payloadOf({ tenant, id }: Transfer): TransferTaskPayload {
  return encodeTransferTask({ tenant, transferId: id });
}
