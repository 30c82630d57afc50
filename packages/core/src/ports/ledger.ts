import type { Cause, ErrorCode } from "../failures/errors.ts";
import type { JobId, PartNumber } from "../ids.ts";
import type { Job, JobRecord, TransferCounts } from "../jobs/job.ts";
import type { ConnectionTest } from "../stores/connection-test.ts";
import type { PartRef, PartTask, TaskRef, TransferRef, UploadedPart } from "../transfers/task.ts";
import type { Transfer } from "../transfers/transfer.ts";
import type { IntendedUpload, RegisteredUpload } from "../uploads/open-upload.ts";

export type PartReport = PartRef &
  TaskRef &
  Omit<UploadedPart, "number"> & {
    readonly lengthBytes: number;
    /** Whether its worker would continue with another part of the same transfer. */
    readonly wantsAnother: boolean;
  };

export type DispatchResponse = {
  /** Parts that now hold a permit of the tenant's in-flight limit and have to be queued. */
  readonly tasks: readonly PartTask[];
  /** The part that the worker continues with under the same task; undefined when its task is done. */
  readonly next: PartNumber | undefined;
  /** True for exactly one report of a generation: the one that uploaded its last missing part. */
  readonly isLastPart: boolean;
};

export type AttemptStart =
  /** `attempt` counts from 1; an attempt whose worker died counts. */
  | { readonly kind: "go"; readonly number: PartNumber; readonly attempt: number }
  /** The part was uploaded already, or its generation is over: there is nothing to upload. */
  | { readonly kind: "skip" };

export type FailureCount = {
  /** How many attempts of this step count so far. */
  readonly attempts: number;
  /** How many of its newest failures, in a row, did not count. */
  readonly waits: number;
};

/** What was being tried: a part, or a step of the whole transfer. */
export type Step = PartNumber | "plan" | "complete" | "verify" | "abort";

export type AttemptFailure = {
  readonly step: Step;
  readonly atMs: number;
  readonly process: string;
  readonly cause: Cause;
  /** The store's own name for the request, for the person who asks its support. */
  readonly requestId?: string;
};

export type Page<Item> = {
  readonly items: readonly Item[];
  readonly nextCursor: string | undefined;
  /** How many of this page are there and cannot be read; left out: none. */
  readonly damaged?: number;
};
export type PageRequest = { readonly limit: number; readonly cursor?: string };

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

/** A process that takes tasks. */
export type ProcessPresence = {
  readonly id: string;
  readonly role: ProcessRole;
  readonly leftAlone: readonly LeftAlone[];
};

/**
 * What is known to have happened: the truth that the queue is only a transport for. Every method is
 * one atomic step and may be repeated. Rejects with `ledger-unavailable` when it cannot be reached.
 */
export type Ledger = {
  /**
   * Writes the job and its transfers, all of them in the state `planned`, and names what their intents
   * may have opened (`intendedChanges`). A job that exists is left alone.
   */
  createJob(job: Job, transfers: readonly Transfer[]): Promise<void>;
  readJob(tenant: string, jobId: JobId): Promise<JobRecord | undefined>;
  /** Many at once, in the order of the ids. */
  readJobs(tenant: string, jobIds: readonly JobId[]): Promise<readonly (JobRecord | undefined)[]>;
  /** Newest first. */
  listJobs(tenant: string, page: PageRequest): Promise<Page<JobRecord>>;
  /** In the order in which they were listed. */
  listTransfers(tenant: string, jobId: JobId, page: PageRequest): Promise<Page<Transfer>>;
  /** Remembers that the client asked for it; ending the transfers is the caller's work. */
  markCancelled(tenant: string, jobId: JobId): Promise<void>;

  readTransfer(ref: TransferRef): Promise<Transfer | undefined>;
  /**
   * Compare-and-set: writes `next` if the ledger still holds `previous.revision`, moves the job's counts
   * with it, and tells whether it did. Entering `uploading` puts the transfer on its tenant's run queue;
   * leaving it gives its permits back and tells the workers to stop its parts. What the change means
   * for the uploads that may be open (`uploadChanges`) is written in the same step.
   */
  save(previous: Transfer, next: Transfer): Promise<boolean>;
  /**
   * Like `save` of `parts-missing`: forgets these parts, so that they are uploaded again. Names
   * every part that has to be uploaded, also those that were never uploaded.
   */
  reopenParts(previous: Transfer, next: Transfer, numbers: readonly PartNumber[]): Promise<boolean>;
  /**
   * Like `save`, from `planned` to a later state of an upload that was found in the journal, together
   * with those of its parts that are known to be uploaded. No part is dispatched.
   */
  restoreTransfer(
    previous: Transfer,
    next: Transfer,
    parts: readonly UploadedPart[],
  ): Promise<boolean>;

  /**
   * Counts one more attempt of the part that a task has got to, when the task comes again. The claim
   * was the part's first one, so that a part which goes well costs no call of its own.
   */
  beginAttempt(task: TaskRef): Promise<AttemptStart>;
  /**
   * A step was deferred before anything was tried: the job says that it waits. Takes the claim of a part
   * back as an attempt.
   */
  noteUntried(ref: TransferRef, code: ErrorCode, claimed?: TaskRef): Promise<void>;
  /**
   * Records an uploaded part once (a repeat, or a part of another generation, changes nothing), and
   * claims the next parts from the run queue. The permit goes to the part that the worker continues with;
   * when it wants none, or there is none, it is returned. A report that is repeated because its response
   * was lost is answered with the same part. Without a report it only claims.
   */
  dispatch(tenant: string, report?: PartReport): Promise<DispatchResponse>;
  /** Gives back the permit of a task that is not continued; a part that is still missing is claimed again. */
  release(task: TaskRef): Promise<void>;
  /**
   * Keeps the failure and returns how often this step failed. A part's attempt is counted when it is
   * claimed or begins again, so one that does not count is taken back here; a step's is counted when
   * it fails.
   *
   * @param lastAttempt the number of the counted attempt after which there is no other: 0 when there is
   *   none whatever its number. What is not tried again is no retry of the job.
   */
  noteFailure(
    ref: TransferRef,
    generation: number,
    failure: AttemptFailure,
    counts: boolean,
    lastAttempt?: number,
  ): Promise<FailureCount>;
  /** The newest failures, oldest first. */
  failures(ref: TransferRef): Promise<readonly AttemptFailure[]>;
  /** Of the transfer's generation, in number order. */
  uploadedParts(transfer: Transfer): Promise<readonly UploadedPart[]>;

  tenants(): Promise<readonly string[]>;
  /** Transfers that are not terminal and did not change for this long; each is returned once per `idleMs`. */
  idleTransfers(tenant: string, idleMs: number, limit: number): Promise<readonly Transfer[]>;
  /** Tasks that have held their permit for this long, at the part they have got to; each one is returned once per `heldMs`. */
  heldParts(tenant: string, heldMs: number, limit: number): Promise<readonly PartTask[]>;
  /** How many parts of a tenant may be queued at once. */
  setInFlightLimit(tenant: string, parts: number): Promise<void>;

  /** Every upload that may be open at a store because of this tenant, in no order. */
  openUploads(tenant: string): Promise<readonly RegisteredUpload[]>;
  /**
   * Those that no transfer uses, once they are as old as this; each is returned once per
   * `idleMs`. Their `uploadedBytes` are 0.
   */
  orphanUploads(
    tenant: string,
    idleMs: number,
    limit: number,
  ): Promise<readonly RegisteredUpload[]>;
  /**
   * Keeps the id of an upload that no transfer uses, so that it can be ended. Does nothing
   * for one that the ledger does not name, or that has an owner; so it is with the one below.
   */
  noteUpload(upload: IntendedUpload): Promise<void>;
  /** The store does not hold it open. */
  forgetUpload(upload: IntendedUpload): Promise<void>;

  /** Replaces a job's counts, if they still are as they were read, and tells whether it did. */
  replaceCounts(
    tenant: string,
    jobId: JobId,
    wrong: TransferCounts,
    right: TransferCounts,
  ): Promise<boolean>;

  /** Keeps the newest test of a connection. */
  saveConnectionTest(test: ConnectionTest): Promise<void>;
  connectionTest(connection: string): Promise<ConnectionTest | undefined>;

  /** Says that a worker lives; it is forgotten some seconds after the last call. */
  announceWorker(worker: WorkerPresence): Promise<void>;
  retireWorker(workerId: string): Promise<void>;
  liveWorkers(): Promise<readonly WorkerPresence[]>;

  /** The same of every process that takes tasks, with what it leaves alone. */
  announceProcess(process: ProcessPresence): Promise<void>;
  retireProcess(processId: string): Promise<void>;
  liveProcesses(): Promise<readonly ProcessPresence[]>;
};

/** Hears of transfers whose parts must stop now. Best effort: a part that misses it is refused by the ledger. */
export type StopSignals = {
  onStopped(listener: (ref: TransferRef) => void): Promise<void>;
};
