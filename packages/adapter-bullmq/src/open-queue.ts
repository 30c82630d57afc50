import { PenstockError } from "@penstock/core";
import { Queue } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import type { TaskQueueName } from "./task-queues.ts";

/** Nothing listens to BullMQ's event streams; at their default length they cost 0.7 MB a queue. */
const KEPT_EVENTS = 100;

/**
 * BullMQ asks for the version of Redis once, when a queue is opened, and keeps for ever that there was no response: a
 * process that was busy, or a Redis that was away, for that second would never add anything. Which versions
 * do, the roles check themselves at their start (check-redis.ts).
 */
const ASKS_NOTHING = { skipVersionCheck: true } as const;

export function openQueue(name: TaskQueueName, connection: Redis | Cluster, prefix: string): Queue {
  const queue = new Queue(name, {
    connection,
    prefix,
    ...ASKS_NOTHING,
    streams: { events: { maxLen: KEPT_EVENTS } },
  });
  // The owner of the connection logs its outages; without a listener Node would end the process.
  queue.on("error", () => undefined);
  return queue;
}

export async function ask<Value>(response: Promise<Value>): Promise<Value> {
  try {
    return await response;
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
