import type { Queue } from "bullmq";
import { ask } from "./open-queue.ts";

/** What is on a queue, by what it waits for. */
export type QueueBacklog = {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  /** When the task was added that has waited longest for a process; undefined where none waits. */
  readonly oldestAddedAtMs: number | undefined;
};

export async function backlogOf(queue: Queue): Promise<QueueBacklog> {
  const [counts, heads] = await Promise.all([
    ask(queue.getJobCounts("waiting", "prioritized", "active", "delayed")),
    ask(queue.getJobs(["waiting", "prioritized"], 0, 0, true)),
  ]);
  const addedAtMs = heads.map(({ timestamp }) => timestamp);
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = counts;
  return {
    queue: queue.name,
    waiting: waiting + prioritized,
    active,
    delayed,
    oldestAddedAtMs: addedAtMs.length > 0 ? Math.min(...addedAtMs) : undefined,
  };
}
