import type { ErrorCode } from "../failures/errors.ts";
import type { JobId, TransferId } from "../ids.ts";
import type { FinishedJobState, TransferStateKind } from "../jobs/job.ts";
import type { Step } from "../ports/transfer-store.ts";
import type { ProcessRole } from "../ports/worker-registry.ts";
import type { RunOutcome } from "../schedules/run-log.ts";

/** The states of a job that a change brings about by itself. The others follow from its transfers. */
export type JobEventState = "created" | "paused" | "resumed" | "cancelling" | FinishedJobState;

/**
 * A tick of a schedule was decided, or its ticks count no longer, or again. It is written after the document that
 * decided it, so that one can be missing where a process died between the two: the schedule's runs are the record.
 */
export type ScheduleEvent = {
  readonly kind: "schedule";
  readonly schedule: string;
  readonly state: RunOutcome | "paused" | "resumed";
  /** The tick. */
  readonly scheduledForMs?: number;
  readonly jobId?: JobId;
};

/**
 * A change in one tenant's work: ids and the new state. A reader that needs more reads the ledger. A change
 * of state is always told. Progress of one transfer, and of one bulk job, comes at most five times a second, and
 * the same trouble of one job at most once a second, so that they do not push the others out of the log.
 */
export type TenantEvent =
  | { readonly kind: "job"; readonly jobId: JobId; readonly state: JobEventState }
  /** It will not be done by its deadline, or was not; or it will be after all. */
  | { readonly kind: "deadline"; readonly jobId: JobId; readonly state: "late" | "in-time" }
  | {
      readonly kind: "transfer";
      readonly jobId: JobId;
      readonly transferId: TransferId;
      readonly state: TransferStateKind;
    }
  | {
      /** Parts were uploaded. The last of them is the change to `completing`. */
      readonly kind: "progress";
      readonly jobId: JobId;
      readonly transferId: TransferId;
      readonly missingParts: number;
      readonly uploadedBytes: number;
    }
  | {
      readonly kind: "failure";
      readonly jobId: JobId;
      readonly transferId: TransferId;
      readonly step: Step;
      readonly code: ErrorCode;
    }
  | {
      /** A step was deferred before anything was tried. */
      readonly kind: "deferred";
      readonly jobId: JobId;
      readonly transferId: TransferId;
      readonly code: ErrorCode;
    }
  | {
      /** Of a bulk job more was listed, begun, or has its rows. Its large entries are transfers with events of their own. */
      readonly kind: "entries";
      readonly jobId: JobId;
      readonly listed: number;
      readonly stored: number;
      readonly skipped: number;
      readonly failed: number;
      readonly aborted: number;
      readonly coveredBytes: number;
    }
  /** A piece of a bulk job's list cannot be listed to its end: the job cannot succeed. */
  | { readonly kind: "listing-broken"; readonly jobId: JobId; readonly code: ErrorCode }
  /** A page of a bulk job's list failed, or entries of a batch did. */
  | { readonly kind: "trouble"; readonly jobId: JobId; readonly code: ErrorCode }
  | ScheduleEvent;

/** A change in the deployment itself. */
export type SystemEvent =
  | {
      readonly kind: "process";
      readonly process: string;
      readonly role?: ProcessRole;
      /** `lost`: it was silent for so long that it counts as dead. */
      readonly state: "started" | "stopped" | "lost";
    }
  | {
      readonly kind: "connection";
      readonly connection: string;
      readonly state: "left-alone" | "used-again" | "test-passed" | "test-failed";
      /** That leaves it alone, or uses it again. */
      readonly process?: string;
    }
  | {
      readonly kind: "redis";
      /** `empty`: it held nothing of Penstock, at a first start or after it lost everything. */
      readonly state: "empty" | "restarted";
    };

/** One that is kept. Its id sorts by time: `<milliseconds by the server's clock>-<number>`. */
export type Kept<Event> = Event & { readonly id: string };
