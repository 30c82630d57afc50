import type { Clock, Delivery, Log, Repetitions, TaskOutcome } from "@penstock/core";
import type { Cluster, Redis } from "ioredis";

export type ConsumerOptions<Task> = {
  readonly connection: Redis | Cluster;
  /** How many tasks run at once. */
  readonly concurrency: number;
  /** Resolves after the task's effects are durable. */
  readonly process: (task: Task, delivery: Delivery) => Promise<TaskOutcome>;
  /** Where tasks are counted and shown of which the ledger can keep no failure. */
  readonly repeats: Repetitions;
  readonly clock: Clock;
  readonly log: Log;
  readonly prefix?: string;
  /** How long a task stays with a consumer that no longer speaks. */
  readonly lockMs?: number;
  /** How often consumers look for such tasks. */
  readonly stalledCheckMs?: number;
};

export type Consumer<Task> = {
  start(): void;
  /**
   * Takes no more tasks, waits for the current ones, and after the grace period stops them and gives
   * them back to the queue, which costs them no attempt. A task that does not heed its signal is
   * waited for without end: the caller's drain phase bounds that. May be called twice, or before start.
   */
  stop(graceMs: number): Promise<void>;
  /** Aborts the signals of matching tasks and returns how many there were. */
  cancel(predicate: (task: Task) => boolean): number;
  setConcurrency(concurrency: number): void;
  /** True while it takes tasks: started, and both of its connections stand. */
  isHealthy(): boolean;
};
