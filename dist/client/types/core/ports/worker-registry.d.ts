import type { Cause } from "../failures/errors.js";
import type { Repetition } from "../failures/repetitions.js";
export type WorkerPresence = {
    readonly id: string;
    readonly slots: number;
};
export type ProcessRole = "planner" | "worker" | "coordinator";
/** A connection that a process does not use for a while, and why. */
export type LeftAlone = {
    readonly connection: string;
    readonly side: "source" | "store";
    readonly cause: Cause;
    readonly sinceMs: number;
    readonly nextTryAtMs: number;
};
/** A process that takes tasks. */
export type ProcessPresence = {
    readonly id: string;
    readonly role: ProcessRole;
    readonly leftAlone: readonly LeftAlone[];
    /** What it does again because it failed, apart from the steps of transfers; an earlier version does not say. */
    readonly repeats?: readonly Repetition[];
};
/** Who lives. */
export type WorkerRegistry = {
    /** Says that a worker lives; it is forgotten some seconds after the last call. */
    announceWorker(worker: WorkerPresence): Promise<void>;
    retireWorker(workerId: string): Promise<void>;
    liveWorkers(): Promise<readonly WorkerPresence[]>;
    /** The same of every process that takes tasks, with what it leaves alone and what it repeats. */
    announceProcess(process: ProcessPresence): Promise<void>;
    retireProcess(processId: string): Promise<void>;
    liveProcesses(): Promise<readonly ProcessPresence[]>;
};
