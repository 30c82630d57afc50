import type { BatchTask } from "../batches/batch-task.ts";
import type { BoundBy } from "../explain/bounds.ts";
import type { MeasureNote } from "../explain/measures.ts";
import type { ErrorCode } from "../failures/errors.ts";
import type { JobId, PartNumber } from "../ids.ts";
import type { Job } from "../jobs/job.ts";
import type { FrozenReceipt } from "../receipts/receipt.ts";
import type { PartRef, PartTask, TaskRef, TransferRef, UploadedPart } from "../transfers/task.ts";
import type { Transfer } from "../transfers/transfer.ts";

export type PartReport = PartRef &
  TaskRef &
  Omit<UploadedPart, "number"> & {
    readonly lengthBytes: number;
    /** Whether its worker would continue with another part of the same transfer. */
    readonly wantsAnother: boolean;
    /** Of a PUT that does more than complete its transfer: what becomes of the transfer. */
    readonly put?: PutChange | undefined;
    /** What its worker measured of the job so far, now and then. */
    readonly measures?: MeasureNote | undefined;
  };

/** The transfer as it was read, and as it is once this PUT is recorded. */
export type PutChange = {
  readonly previous: Transfer;
  /** Stored, where the response proved the object; else completing, with an earlier PUT in doubt. */
  readonly next: Transfer;
  /** Of a stored one. */
  readonly receipt?: FrozenReceipt | undefined;
};

/**
 * Why a claim took no more than it did: there is no more; the tenant's permits are out, for others have their share
 * (`turn`) or it has its limit; or a bound of its jobs.
 */
export type ClaimBound = "nothing" | BoundBy;

export type DispatchResponse = {
  /** Parts that now hold a permit of the tenant's in-flight limit and have to be queued. */
  readonly tasks: readonly PartTask[];
  /** The same of bulk jobs' batches. */
  readonly batches: readonly BatchTask[];
  /** Whether there may be more to claim than one call claims. */
  readonly hasMore: boolean;
  /** Undefined where there may be more, and may be so beside a report that leaves no room for a claim. */
  readonly boundBy: ClaimBound | undefined;
  /** When a batch that waits is due; undefined where none waits, or something else has to happen first. */
  readonly retryAfterMs: number | undefined;
  /** The part that the worker continues with under the same task; undefined when its task is done. */
  readonly next: PartNumber | undefined;
  /** True for exactly one report of a generation: the one that uploaded its last missing part. */
  readonly isLastPart: boolean;
  /** True when that one also made its transfer `stored`. */
  readonly isStored: boolean;
};

export type AttemptStart =
  /** `attempt` counts from 1; an attempt whose worker died counts. */
  | { readonly kind: "go"; readonly number: PartNumber; readonly attempt: number }
  /** The part was uploaded already, or its generation is over: there is nothing to upload. */
  | { readonly kind: "skip" };

/** Why no more of a tenant may be in flight: the others have their share, or its own limit. */
export type InFlightBound = Extract<BoundBy, "turn" | "limit" | "window" | "throttled">;

export type InFlightLimit = {
  readonly units: number;
  readonly bound: InFlightBound;
  /** Whose limit it is; left out for a share, and where the name of the limit says it. */
  readonly of?: "deployment" | "tenant";
};

/**
 * What of a tenant may be in flight beside its in-flight limit: all of a connection (`connection cos`), or of a job
 * (`job job_…`); or how many parts of each upload (`upload`, `upload connection cos`, `upload job job_…`).
 */
export type ClaimLimit = InFlightLimit & { readonly name: string };

export type ClaimLimitUse = ClaimLimit & {
  /** What is in flight of it; 0 for those of uploads. */
  readonly inFlight: number;
  /** Jobs with something ready that wait for it. */
  readonly waitingJobs: number;
};

/** What a tenant has to do now. */
export type TenantWork = {
  readonly tenant: string;
  /** Parts and batches that are queued or being moved. */
  readonly inFlight: number;
  /** Transfers whose parts wait for a place in the in-flight limit. */
  readonly queuedTransfers: number;
  /** Transfers that are not finished, these among them. */
  readonly openTransfers: number;
  /** Jobs that are not finished. */
  readonly openJobs: number;
  /** Bulk jobs that list, move or wait for a recorder. */
  readonly bulkJobs: number;
  /** Cancelled jobs of which some transfers may still have to be ended. */
  readonly cancellingJobs: number;
  /** How many units may be in flight at once, and why no more; undefined where it was never set. */
  readonly inFlightLimit: InFlightLimit | undefined;
  /** Those that bound a piece of it beside that. */
  readonly claimLimits: readonly ClaimLimitUse[];
};

/** How many parts of a tenant may be in flight where it was never set. As in the script of the dispatch. */
export const DEFAULT_IN_FLIGHT_LIMIT = 16;

/** Which parts are uploaded now: each tenant's run queue, and the permits of its in-flight limit. */
export type PartDispatch = {
  /**
   * Records an uploaded part once (a repeat, or a part of another generation, changes nothing), and
   * claims the next parts from the run queue. The permit goes to the part that the worker continues with;
   * when it wants none, or there is none, it is returned. A report that is repeated because its response
   * was lost is answered with the same part. Without a report it only claims.
   *
   * A report of a PUT changes its transfer as it says, like `save`, if the transfer still has the revision that it was
   * read with; otherwise the part counts, and the coordinator that completes looks at the object.
   */
  dispatch(tenant: string, report?: PartReport): Promise<DispatchResponse>;
  /**
   * Counts one more attempt of the part that a task has got to, when the task comes again. The claim
   * was the part's first one, so that a part which goes well costs no call of its own.
   */
  beginAttempt(task: TaskRef): Promise<AttemptStart>;
  /** Gives back the permit of a task that is not continued; a part that is still missing is claimed again. */
  release(task: TaskRef): Promise<void>;
  /**
   * A step was deferred before anything was tried: the job says that it waits. Takes the claim of a part
   * back as an attempt.
   */
  noteUntried(ref: TransferRef, code: ErrorCode, claimed?: TaskRef): Promise<void>;
  /** Tasks that have held their permit for this long, at the part they have got to; each one is returned once per `heldMs`. */
  heldParts(tenant: string, heldMs: number, limit: number): Promise<readonly PartTask[]>;
  /** How many parts and batches of a tenant may be in flight at once, and what a claim that meets it is told. */
  setInFlightLimit(
    tenant: string,
    units: number,
    bound?: InFlightBound,
    of?: InFlightLimit["of"],
  ): Promise<void>;
  /**
   * Nothing of a paused job is claimed; what holds a permit already is moved to its end, but for a batch
   * that was not begun. Of a job that was cancelled, or is not there, nothing changes.
   *
   * @param inFlight "stops": workers are told to give back what they move of it
   */
  setPaused(
    tenant: string,
    jobId: JobId,
    isPaused: boolean,
    inFlight?: "ends" | "stops",
  ): Promise<void>;
  /**
   * Compare-and-set of what a client says of a job that has not ended: its labels, and the weight by which its turns go
   * from now on. Tells whether it did.
   */
  changeJob(before: Job, after: Job): Promise<boolean>;
  /**
   * From now on claims of a tenant keep to these as well; one that is `lifted` bounds nothing any more. What is in flight
   * stays so.
   */
  setClaimLimits(
    tenant: string,
    changes: { readonly set: readonly ClaimLimit[]; readonly lifted: readonly string[] },
  ): Promise<void>;
  /**
   * Of every tenant that was ever seen. Takes one round trip, whatever is in the queues, and one more where tenants have
   * claim limits.
   */
  work(): Promise<readonly TenantWork[]>;
};

/**
 * What must stop now: the parts of a transfer; all that is moved of a job, however much it is; or one task, for another one
 * has reported its part.
 */
export type StopSignal =
  | TransferRef
  | (PartRef & TaskRef)
  | { readonly tenant: string; readonly jobId: JobId; readonly why: "cancelled" | "paused" };

/** Hears of what must stop now. Best effort: a part or a batch that misses it is refused by the ledger, or ends. */
export type StopSignals = {
  onStopped(listener: (signal: StopSignal) => void): Promise<void>;
};
