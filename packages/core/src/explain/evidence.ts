import type { ErrorCode } from "../failures/errors.ts";
import type { JobRecord } from "../jobs/job.ts";
import type { ClaimLimit, InFlightBound, InFlightLimit } from "../ports/part-dispatch.ts";
import type { AttemptFailure } from "../ports/transfer-store.ts";
import type { ProcessPresence, WorkerPresence } from "../ports/worker-registry.ts";
import type { JobMeasures } from "./measures.ts";

/** What of a job waits for a permit, or for a time, as the ledger has it. */
export type JobWaits = {
  /** Transfers with parts that are not dispatched, and batches. */
  readonly ready: number;
  /** Other jobs of the tenant in its run queue. */
  readonly otherJobs: number;
  /** Of the tenant. */
  readonly inFlight: number;
  readonly inFlightLimit: number;
  /** Why no more may be; left out where that was never said. */
  readonly inFlightBound?: InFlightBound;
  /** Whose limit that is, where it is one. */
  readonly inFlightOf?: InFlightLimit["of"];
  /** What the job waits for beside that. */
  readonly claimLimit?: ClaimLimit;
  /** Batches that failed and wait. */
  readonly waiting: number;
  /** When the first of them is due. */
  readonly dueAtMs?: number;
};

/** All that a job's bound is decided by. Each piece is what was the case a few seconds ago at most. */
export type Evidence = {
  readonly nowMs: number;
  readonly record: JobRecord;
  readonly measures: JobMeasures;
  readonly waits: JobWaits;
  readonly workers: readonly WorkerPresence[];
  readonly processes: readonly ProcessPresence[];
  /** Those that the job reads from and writes to. */
  readonly connections: readonly string[];
  /** The newest of its transfers that are not over, where these are few. */
  readonly failures: readonly AttemptFailure[];
  /** Until when a request of theirs whose response was lost may still be carried out; left out where that is over. */
  readonly inDoubtUntilMs?: number;
  /** How long the ledger took to tell this. */
  readonly ledgerMs: number;
};

/** A store that refuses one request in ten is throttling all the same: its word counts for so long. */
const THROTTLED_FOR_MS = 10_000;

export function isThrottledNow({ lastFailure }: JobRecord, nowMs: number): boolean {
  return (
    lastFailure !== undefined &&
    THROTTLED.includes(lastFailure.code) &&
    nowMs - lastFailure.atMs < THROTTLED_FOR_MS
  );
}

export const THROTTLED: readonly ErrorCode[] = ["store-throttled", "source-throttled"];
