import type { RowCounts } from "../batches/batch-task.ts";
import type { Cause } from "../failures/errors.ts";
import type { JobId } from "../ids.ts";
import type { Wanted } from "../jobs/bulk-job.ts";
import type { Job } from "../jobs/job.ts";
import type { KeyRange } from "../listing/key-range.ts";
import type { Batch, Room } from "../listing/pack-entries.ts";
import type { Transfer } from "../transfers/transfer.ts";
import type { JobQuota } from "./job-store.ts";
import type { FailureCount } from "./transfer-store.ts";

/** A piece of a selection that is listed by itself: `after` is how far it got. */
export type Shard = KeyRange & { readonly number: number };

/** How the listing of a job begins: as a whole, or, after the ledger was lost, with what its segments leave. */
export type Opening = {
  /** 1, and one more each time the ledger was lost. */
  readonly epoch: number;
  readonly shards: readonly KeyRange[];
  /** What segments have already. */
  readonly recorded: {
    readonly counts: RowCounts;
    readonly coveredBytes: number;
    readonly extra: number;
    readonly segments: number;
  };
  /** Large entries that were found in the journal and have no row yet; planned, as `createJob` writes them. */
  readonly transfers: readonly Transfer[];
  /** It was cancelled before the ledger was lost: nothing more is listed of it, and so it cannot succeed. */
  readonly isCancelled?: boolean;
};

export type OpenListing = {
  readonly job: Job;
  readonly epoch: number;
  readonly wanted: Wanted;
  /** Those that are not listed to their end. */
  readonly shards: readonly Shard[];
  /** About the number of the next batch: several planners may add at once, and the ledger numbers. */
  readonly nextBatch: number;
  /** How many shards it had so far. */
  readonly nextShard: number;
  readonly room: Room;
};

export type ListedPiece = {
  readonly epoch: number;
  readonly shard: number;
  /** Where the shard has to stand, and to end: nothing of this is written where it was continued or split. */
  readonly after: string;
  readonly to?: string;
  readonly taken: string;
  /** Nothing of the shard comes behind it. */
  readonly isEnd: boolean;
  /** The ledger gives them their numbers, in this order. */
  readonly batches: readonly Omit<Batch, "number">[];
  /**
   * Entries that became transfers of their own, in the state `planned`; one that is there already is left
   * alone, and not counted. Those that have their row in a segment of an older epoch are not among them.
   */
  readonly large: readonly Transfer[];
};

/** What a bulk job lists: ranges of its selection, each with the key that it got to. */
export type ListingStore = {
  /**
   * Writes the job with its shards. A job whose ledger has this epoch, or a newer one, is left alone.
   *
   * @param quota as `createJob` takes it
   */
  openListing(job: Job, opening: Opening, quota?: JobQuota): Promise<void>;
  /** Undefined for a job that is no bulk job, or has nothing left to list. */
  readListing(tenant: string, jobId: JobId): Promise<OpenListing | undefined>;
  /**
   * Compare-and-set of the shard's cursor and end together with all that was found up to it; tells whether
   * it did. It does not where that is more than there is room for.
   */
  addListed(tenant: string, jobId: JobId, piece: ListedPiece): Promise<boolean>;
  /** Makes two of a shard, unless its cursor has passed the middle, or 256 are open; tells whether it did. */
  splitShard(
    tenant: string,
    jobId: JobId,
    shard: { readonly epoch: number; readonly number: number; readonly middle: string },
  ): Promise<boolean>;
  /**
   * A page of the shard failed. Keeps the cause as the job's newest failure, and returns how often the shard
   * failed in a row, that is since something of it was added: like `noteFailure` of a transfer.
   */
  noteUnlisted(
    tenant: string,
    jobId: JobId,
    shard: { readonly epoch: number; readonly number: number },
    failure: { readonly atMs: number; readonly cause: Cause; readonly counts: boolean },
  ): Promise<FailureCount>;
  /**
   * Closes a shard that cannot be listed to its end: the job keeps what it has and cannot succeed.
   * Does nothing where the cursor has moved on.
   */
  breakShard(
    tenant: string,
    jobId: JobId,
    shard: Shard & { readonly epoch: number },
    cause: Cause,
  ): Promise<void>;
  /** Jobs that have something to list, and room for it; each is returned once per `idleMs`. */
  listable(tenant: string, idleMs: number, limit: number): Promise<readonly JobId[]>;
};
