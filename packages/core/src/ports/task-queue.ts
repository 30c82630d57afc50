import type { PartTask } from "../task.ts";
import type { Transfer } from "../transfer.ts";

/**
 * Carries tasks to whoever does them, at least once. A task that is queued already is not queued
 * twice: its name is made of the transfer, its generation and what is to be done.
 */
export type TaskQueue = {
  addPlan(transfer: Transfer): Promise<void>;
  addParts(tasks: readonly PartTask[]): Promise<void>;
  /** To complete, verify or abort: whatever `decide` says when the task is taken. */
  addSettle(transfer: Transfer): Promise<void>;
};

/** What the queue does with a task that was tried. */
export type TaskOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "later"; readonly delayMs: number };
