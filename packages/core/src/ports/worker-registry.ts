import type { Moving } from "../explain/measures.ts";
import type { Cause } from "../failures/errors.ts";
import type { Repetition } from "../failures/repetitions.ts";
import type { JobId } from "../ids.ts";

export type WorkerPresence = { readonly id: string; readonly slots: number };

export type ProcessRole = "planner" | "worker" | "coordinator";

/** A connection that a process does not use for a while, and why. */
export type LeftAlone = {
  readonly connection: string;
  readonly side: "source" | "store";
  readonly cause: Cause;
  readonly sinceMs: number;
  readonly nextTryAtMs: number;
};

/** What a worker sends less of for a job than it could, and why. */
export type HeldBack = {
  readonly jobId: JobId;
  readonly by: "limit" | "window" | "throttled";
  /** Whose limit it is: `the connection "cos"`. */
  readonly of: string;
  /** Of what it moves of the job: how much waits for this now. */
  readonly share: number;
  readonly sinceMs: number;
};

/** What a worker does now. */
export type WorkerLoad = {
  readonly slots: number;
  readonly busy: number;
  /** How much of the time its thread had something to do, from 0 to 1. */
  readonly loopShare: number;
  /** Of about the last ten seconds; an earlier version does not say. */
  readonly bytesPerSecond?: number;
  readonly moving: readonly Moving[];
};

/** A process that takes tasks. */
export type ProcessPresence = {
  readonly id: string;
  readonly role: ProcessRole;
  readonly leftAlone: readonly LeftAlone[];
  /** What it does again because it failed, apart from the steps of transfers; an earlier version does not say. */
  readonly repeats?: readonly Repetition[];
  /** Left out where nothing is held back. */
  readonly heldBack?: readonly HeldBack[];
  /** Where it runs, what it is and since when; an earlier version does not say. */
  readonly host?: string;
  readonly version?: string;
  readonly sinceMs?: number;
  /** Of a worker. */
  readonly worker?: WorkerLoad;
  /** Of a process that takes no more tasks: whether it still has some. */
  readonly drain?: "draining" | "drained";
};

/** With the time at which it said so, by the ledger's clock. */
export type LiveProcess = ProcessPresence & {
  readonly seenAtMs: number;
  /** It was asked to drain; it finds that out with its next word. */
  readonly isAskedToDrain: boolean;
};

/** Who lives. */
export type WorkerRegistry = {
  /** Says that a worker lives; it is forgotten some seconds after the last call. */
  announceWorker(worker: WorkerPresence): Promise<void>;
  retireWorker(workerId: string): Promise<void>;
  liveWorkers(): Promise<readonly WorkerPresence[]>;

  /** The same of every process that takes tasks, with what it leaves alone and what it repeats. */
  announceProcess(process: ProcessPresence): Promise<{ readonly isAskedToDrain: boolean }>;
  retireProcess(processId: string): Promise<void>;
  liveProcesses(): Promise<readonly LiveProcess[]>;
  /** Asks a process to take no more tasks, for as long as it lives. Returns whether it lives; may be repeated. */
  askToDrain(processId: string): Promise<boolean>;
};
