import type { DeliveryQueue, DeliveryRef } from "@penstock/core";
import { encodeDeliveryTask } from "@penstock/wire";
import type { Queue } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import { ask, openQueue } from "./open-queue.ts";
import { DEFAULT_PREFIX } from "./task-queues.ts";

/** The connection belongs to the caller. */
export class BullmqDeliveryQueue implements DeliveryQueue {
  readonly #queue: Queue;

  constructor({
    connection,
    prefix = DEFAULT_PREFIX,
  }: {
    readonly connection: Redis | Cluster;
    readonly prefix?: string;
  }) {
    this.#queue = openQueue("webhooks", connection, prefix);
  }

  async addDeliveries(refs: readonly DeliveryRef[]): Promise<void> {
    const jobs = refs.map((ref) => ({
      name: "deliver",
      data: encodeDeliveryTask(ref),
      opts: { jobId: `${ref.tenant}-${ref.id}`, removeOnComplete: true, removeOnFail: true },
    }));
    await ask(this.#queue.addBulk(jobs));
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }
}
